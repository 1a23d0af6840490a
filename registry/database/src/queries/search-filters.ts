import { type AnyColumn, type SQL, sql } from "drizzle-orm";

import { allowedNames, nameFits, nameTestOf, notForOthers, type ReadableNames } from "../name-rules.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { multirangeOf } from "../version-multirange.ts";
import { numberedValues, type SearchSlots, type SearchValues } from "./search-slots.ts";

/** Which packages come into question; each part narrows. Terms are made by `termOf`. */
export type PackageFilter = {
  /** Of each of these lists, at least one term. */
  readonly terms?: readonly (readonly string[])[];
  /** None of these terms. */
  readonly without?: readonly string[];
  /** Says of itself that it runs on this version of the core, or on one of this range. */
  readonly host?: string;
  /** Something in it was changed at this moment or later. */
  readonly updatedSince?: Date;
  /** What the caller may read, applied before anything is counted. Without it, everything. */
  readonly readable?: ReadableNames;
};

/** Returns what {@link filterConditions} narrows by; what the filter leaves open is not there. */
export function filterValues({ terms = [], without, host, updatedSince, readable }: PackageFilter): SearchValues {
  // Every package with a range of hosts has the term, by which the index finds them.
  const wanted = host === undefined ? terms : [...terms, ["has:host"]];
  const single = wanted.filter((anyOf) => anyOf.length === 1).flat();
  const several = wanted.filter((anyOf) => anyOf.length !== 1);
  return {
    ...withoutAbsent({
      terms: single.length === 0 ? undefined : single,
      without: without?.length === 0 ? undefined : without,
      host: host === undefined ? undefined : multirangeOf(host),
      updatedSince: updatedSince?.toISOString(),
    }),
    ...numberedValues("anyOf", several),
    ...readableValues(readable ?? {}),
  };
}

/** Each rule has an `allow`, and a `prefix` or a `regex` of the same number, or neither when it fits every name. */
function readableValues({ rules, readers }: ReadableNames): SearchValues {
  const parts = (rules ?? []).flatMap(({ pattern, allow }, index): [string, unknown][] => {
    const test = nameTestOf(pattern);
    const fits: [string, unknown][] = test.type === "any" ? [] : [[`${test.type}${index}`, test.text]];
    return [...fits, [`allow${index}`, allow]];
  });
  return { ...withoutAbsent({ rules: rules?.length, readers }), ...Object.fromEntries(parts) };
}

function withoutAbsent(values: SearchValues): SearchValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Returns the conditions of a filter. Relies on `search_documents_search_index`. */
export function filterConditions(slots: SearchSlots): (SQL | undefined)[] {
  const { name, terms, hostVersions, modifiedAt } = searchDocuments;
  const rules = slots
    .numbered("allow")
    .map((slot) => ({ fits: ruleFits(slots, slot), allow: sql`${slots.of(slot)}::boolean` }));
  const when = (slot: string, condition: () => SQL): SQL | undefined => (slots.has(slot) ? condition() : undefined);
  return [
    when("terms", () => sql`${terms} @> ${opaque(slots.listOf("terms"))}`),
    ...slots.numbered("anyOf").map((slot) => sql`${terms} && ${opaque(slots.listOf(slot))}`),
    when("without", () => sql`not ${terms} && ${opaque(slots.listOf("without"))}`),
    when("host", () => sql`${hostVersions} && ${opaque(sql`${slots.of("host")}::int8multirange`)}`),
    when("updatedSince", () => sql`${modifiedAt} >= ${opaque(sql`${slots.of("updatedSince")}::timestamptz`)}`),
    when("rules", () => allowedNames(rules)),
    when("readers", () => notForOthers(name, slots.listOf("readers"))),
  ];
}

function ruleFits(slots: SearchSlots, allow: string): SQL | undefined {
  const index = allow.slice("allow".length);
  const type = (["prefix", "regex"] as const).find((slot) => slots.has(`${slot}${index}`));
  return type && nameFits(searchDocuments.name, type, slots.of(`${type}${index}`));
}

/**
 * Returns a value that Postgres does not look at when it plans.
 *
 * It then makes the same plan for every value, takes whatever is asked for to be rare, and asks the index: what we
 * want of a search. And since plans for the very values are no better, it keeps that one, where planning such a
 * statement takes three times as long as running it.
 */
export function opaque(value: SQL): SQL {
  return sql`(select ${value})`;
}

/**
 * Returns the condition of texts from `from` to before `before`. Relies on an index with `text_pattern_ops`.
 *
 * With `like` Postgres could use the index only in a plan for this very text, and not in one that it keeps.
 */
export function isBetween(column: AnyColumn, { from, before }: { readonly from: SQL; readonly before: SQL }): SQL {
  return sql`(${column} ~>=~ ${opaque(sql`${from}::text`)} and ${column} ~<~ ${opaque(sql`${before}::text`)})`;
}

/** Returns the pattern of texts that have `text` somewhere. */
export function contains(text: string): string {
  return `%${escapeLike(text)}%`;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
