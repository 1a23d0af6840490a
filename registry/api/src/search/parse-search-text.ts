import { ExpectedError } from "@larder/errors";
import { isHostText, isMoment, type PackageFilter, termOf } from "@larder/registry-database";

/** What a person typed: words, and what narrows them. */
export type ParsedSearch = {
  readonly text: string;
  readonly boostExact: boolean;
  readonly filter: Omit<PackageFilter, "readable">;
};

/** How many qualifiers and values of them one search may have: each costs the database something. */
const partsMax = 32;

/**
 * Returns what the text of a search asks for: `parser keywords:json,yaml -is:deprecated host:^1`.
 *
 * The qualifiers are those of npm: `author: maintainer: scope: keywords: is: not: boost-exact:`, and our own
 * `domain: plugin: kind: license: host: updated:`. In `keywords:`, a comma means or, a plus means and, and a
 * minus means not. Anything else is words. Throws {@link InvalidSearchError} for a value that means nothing.
 */
export function parseSearchText(text: string): ParsedSearch {
  const words: string[] = [];
  let parsed: ParsedSearch = { text: "", boostExact: true, filter: {} };
  let parts = 0;
  for (const token of text.split(/\s+/)) {
    const colon = token.indexOf(":");
    const qualifier = qualifiers.get(token.slice(0, Math.max(colon, 0)).toLowerCase());
    const value = token.slice(colon + 1);
    if (qualifier === undefined || value === "") {
      words.push(token);
      continue;
    }
    parts += value.split(/[,+]/).length;
    if (parts > partsMax) throw new InvalidSearchError(`more than ${partsMax} qualifiers`, "Ask for fewer at a time");
    parsed = qualifier(parsed, value);
  }
  return { ...parsed, text: words.join(" ").trim() };
}

/** Returns `filter` narrowed to packages with at least one of `terms`. */
export function withTerms(filter: ParsedSearch["filter"], terms: readonly string[]): ParsedSearch["filter"] {
  return { ...filter, terms: [...(filter.terms ?? []), terms] };
}

type Qualifier = (parsed: ParsedSearch, value: string) => ParsedSearch;

const states = ["unstable", "deprecated"];

const qualifiers: ReadonlyMap<string, Qualifier> = new Map<string, Qualifier>([
  ["author", narrowing("author")],
  ["maintainer", narrowing("maintainer")],
  ["scope", (parsed, value) => narrowing("scope")(parsed, value.startsWith("@") ? value : `@${value}`)],
  ["keywords", byKeywords],
  ["keyword", byKeywords],
  ["domain", narrowing("domain")],
  ["plugin", narrowing("plugin")],
  ["kind", narrowing("kind")],
  ["license", narrowing("license")],
  ["licence", narrowing("license")],
  ["is", (parsed, value) => narrowing("is")(parsed, stateOf(value))],
  ["not", (parsed, value) => excluding(parsed, [termOf("is", stateOf(value))])],
  ["host", (parsed, value) => ({ ...parsed, filter: { ...parsed.filter, host: hostOf(value) } })],
  ["updated", (parsed, value) => ({ ...parsed, filter: { ...parsed.filter, updatedSince: momentOf(value) } })],
  ["boost-exact", (parsed, value) => ({ ...parsed, boostExact: value.toLowerCase() !== "false" })],
]);

function narrowing(field: Parameters<typeof termOf>[0]): Qualifier {
  return (parsed, value) => ({ ...parsed, filter: withTerms(parsed.filter, [termOf(field, value)]) });
}

function excluding(parsed: ParsedSearch, terms: readonly string[]): ParsedSearch {
  return { ...parsed, filter: { ...parsed.filter, without: [...(parsed.filter.without ?? []), ...terms] } };
}

function byKeywords(parsed: ParsedSearch, value: string): ParsedSearch {
  const lists = value.split(",").filter((list) => list !== "" && list !== "-");
  const excluded = lists.filter((list) => list.startsWith("-")).map((list) => termOf("keyword", list.slice(1)));
  const wanted = lists.filter((list) => !list.startsWith("-"));
  const anyOf = wanted.filter((list) => !list.includes("+")).map((keyword) => termOf("keyword", keyword));
  const allOf = wanted.filter((list) => list.includes("+")).flatMap((list) => list.split("+").filter(Boolean));
  const groups = [...allOf.map((keyword) => [termOf("keyword", keyword)]), ...(anyOf.length === 0 ? [] : [anyOf])];
  const filter = groups.reduce(withTerms, parsed.filter);
  return excluded.length === 0 ? { ...parsed, filter } : excluding({ ...parsed, filter }, excluded);
}

function stateOf(value: string): string {
  const state = value.toLowerCase();
  // An answer without a package would say that all are safe.
  if (state === "insecure")
    throw new InvalidSearchError("which packages are insecure", "Run `npm audit` where they are installed");
  if (!states.includes(state)) throw new InvalidSearchError(`\`${value}\` as a state`, `Use ${states.join(", ")}`);
  return state;
}

/** A version or a range of the core; throws {@link InvalidSearchError}. */
export function hostOf(value: string): string {
  if (value.length > 256 || !isHostText(value)) {
    throw new InvalidSearchError(
      `\`${value.slice(0, 64)}\` as a host`,
      "Use a version or a range, such as `host:1.2.0`",
    );
  }
  return value;
}

/** A day or a moment; throws {@link InvalidSearchError}. */
export function momentOf(value: string): Date {
  const moment = value.length <= 40 ? new Date(value) : new Date(Number.NaN);
  if (!isMoment(moment) || !/^\d{4}-\d{2}/.test(value)) {
    throw new InvalidSearchError(`\`${value.slice(0, 64)}\` as a day`, "Use a day, such as `updated:2026-01-31`");
  }
  return moment;
}

/** A qualifier says something that cannot be searched for. */
export class InvalidSearchError extends ExpectedError {
  readonly code = "EVALIDATION";

  constructor(what: string, hint: string) {
    super(`\`text\` is wrong: a search does not know ${what}`, { hint });
  }
}
