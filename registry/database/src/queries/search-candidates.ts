import { and, type SQL, sql } from "drizzle-orm";

import { searchDocuments } from "../schema/search-documents.ts";
import { termOf } from "../search-terms.ts";
import { wordsOf } from "../search-words.ts";
import { contains, filterConditions, isBetween, opaque } from "./search-filters.ts";
import { likenessMax, matchPoints, worthOf } from "./search-scores.ts";
import { numberedValues, type SearchSlots, type SearchValues } from "./search-slots.ts";

/** A text that is searched for. */
export type SearchText = {
  /** As it may be a name, or a part of one: trimmed, lower case. */
  readonly name: string;
  /** The same without a scope. */
  readonly unscopedName: string;
  /** As `websearch_to_tsquery` of Postgres reads it. */
  readonly query: string;
  /** The words that it is made of, each once. */
  readonly words: readonly string[];
  /** Whether the package of this very name comes first. */
  readonly boostExact: boolean;
};

const lengthMax = 256;
const wordsMax = 16;

/**
 * How many rows each way of finding may contribute.
 *
 * A vague word would otherwise rank the whole registry. The last way is the widest, and so wide that
 * totals are counted up to their cap. Beginnings of names come in the order of the names, so that the names
 * themselves are among them; the others as they lie in the table.
 */
const rowsMax = { name: 1, prefix: 200, nameWords: 200, keywords: 200, words: 1000, fuzzy: 60 } as const;

/**
 * How many packages with the words are counted: so many more than a total tells, that it stays at its cap while some of
 * them are changed.
 */
export const countedMax = 1050;

/** Below this, almost every name has the text somewhere. */
const partLengthMin = 3;

/** Returns what to search for; `undefined` when `text` is blank. */
export function searchTextOf(text: string, boostExact = true): SearchText | undefined {
  const trimmed = text.trim().slice(0, lengthMax);
  if (trimmed === "") return undefined;
  // Quotes, `or` and a leading `-` mean what they mean elsewhere; otherwise parts of names are words.
  const wanted = /"|(?:^|\s)-/.test(trimmed) ? trimmed : wordsOf([trimmed]);
  const name = trimmed.toLowerCase();
  return {
    name,
    unscopedName: name.slice(name.indexOf("/") + 1),
    query: wanted,
    words: [...new Set(wordsOf([name]).split(" "))].filter((word) => word !== "").slice(0, wordsMax),
    boostExact,
  };
}

/** Returns what the candidates of a text are looked for by. */
export function textValues({ name, unscopedName, query, words, boostExact }: SearchText): SearchValues {
  const keywords = padded(words).map((word) =>
    (["keyword", "domain", "plugin"] as const).map((field) => termOf(field, word)),
  );
  return {
    name,
    beforeName: `${name}${String.fromCodePoint(0x10ffff)}`,
    ...(boostExact ? { boostExact } : {}),
    // Only a name with its scope starts with an `@`; every other one starts as it does without a scope.
    ...(name.startsWith("@") ? { isScoped: true } : {}),
    query,
    ...numberedValues("keywords", keywords),
    unscopedName,
    ...(unscopedName.length < partLengthMin ? {} : { partOfName: contains(unscopedName) }),
  };
}

/** A statement is kept for each number of words: few numbers do. To ask for the last word again changes nothing. */
function padded(words: readonly string[]): readonly string[] {
  const size = keptSizes.find((kept) => kept >= words.length) ?? wordsMax;
  return [...words, ...Array.from({ length: words.length === 0 ? 0 : size - words.length }, () => words.at(-1) ?? "")];
}

const keptSizes = [1, 2, 3, 4, 8, wordsMax];

/** Returns a query of what the words are asked as, for {@link farCandidates}: to read them takes as long as to find few. */
export function askedWords(slots: SearchSlots): SQL {
  return sql`select websearch_to_tsquery('larder', ${slots.of("query")}::text) as query`;
}

/**
 * Returns a query `(package_id, points, worth)` of the packages that are named so, or whose names start so. Relies on
 * the prefix indexes.
 */
export function namedCandidates(slots: SearchSlots): SQL {
  const { name } = searchDocuments;
  const exact = {
    condition: sql`${name} = ${opaque(sql`${slots.of("name")}::text`)}`,
    points: constant(slots.has("boostExact") ? matchPoints.name : matchPoints.prefix),
    limit: rowsMax.name,
  };
  return unionOf([exact, prefixWay(slots)], slots);
}

/**
 * Returns a query as of {@link namedCandidates}, of the packages that have the words anywhere, as many as are counted.
 * Each has the points of the best place where it has them.
 *
 * Whoever has the words in names or in keywords has them here: so the index is asked once. Relies on
 * `search_documents_search_index`, and on {@link askedWords} as `asked`.
 */
export function wordCandidates(slots: SearchSlots): SQL {
  const { nameWords } = searchDocuments;
  const { nameWords: inName, keyword, words } = matchPoints;
  const points = sql`case when ${nameWords} @@ ${asked} then ${constant(inName)}
    when ${areKeywords(slots)} then ${constant(keyword)} else ${constant(words)} end`;
  return unionOf([{ condition: hasWords, points, limit: countedMax }], slots);
}

/**
 * Returns a query as of {@link namedCandidates}, of packages whose names have the words. Of words that very many
 * packages have, it finds what comes onto a page without looking at all of them.
 */
export function nameWordCandidates(slots: SearchSlots): SQL {
  const condition = sql`${searchDocuments.nameWords} @@ ${asked}`;
  return unionOf([{ condition, points: constant(matchPoints.nameWords), limit: rowsMax.nameWords }], slots);
}

/**
 * Returns a query as of {@link nameWordCandidates}, of the packages of which each word is a keyword, a domain or a plugin,
 * and of none unless `isWorthwhile`.
 */
export function keywordCandidates(slots: SearchSlots, isWorthwhile: SQL): SQL {
  const condition = and(isWorthwhile, areKeywords(slots)) ?? isWorthwhile;
  return unionOf([{ condition, points: constant(matchPoints.keyword), limit: rowsMax.keywords }], slots);
}

/** Returns a query as of {@link nameWordCandidates}, of packages that have the words anywhere, and of none unless `isWorthwhile`. */
export function farCandidates(slots: SearchSlots, isWorthwhile: SQL): SQL {
  const condition = and(isWorthwhile, hasWords) ?? hasWords;
  return unionOf([{ condition, points: constant(matchPoints.words), limit: rowsMax.words }], slots);
}

/** Returns a query as of {@link namedCandidates}, of the packages whose names have the text somewhere, or look like it. Relies on the trigram index. */
export function fuzzyCandidates(slots: SearchSlots): SQL {
  const { unscopedName, packageId } = searchDocuments;
  const text = opaque(sql`${slots.of("unscopedName")}::text`);
  const likeness = sql`${constant(likenessMax)} * similarity(${unscopedName}, ${text})`;
  const order = sql`order by ${likeness} desc, ${packageId}`;
  const found = { points: likeness, limit: rowsMax.fuzzy, order };
  const alike = { ...found, condition: sql`${text} <% ${unscopedName}` };
  if (!slots.has("partOfName")) return unionOf([alike], slots);
  const part = { ...found, condition: sql`${unscopedName} like ${opaque(sql`${slots.of("partOfName")}::text`)}` };
  return unionOf([part, alike], slots);
}

function areKeywords(slots: SearchSlots): SQL {
  const keywords = slots
    .numbered("keywords")
    .map((slot) => sql`${searchDocuments.terms} && ${opaque(slots.listOf(slot))}`);
  return and(...keywords) ?? sql`false`;
}

type Way = {
  readonly condition: SQL;
  readonly points: SQL;
  readonly limit: number;
  /** Which rows come first, where not any will do. */
  readonly order?: SQL;
};

const asked = sql`(select query from asked)`;
const hasWords = sql`${searchDocuments.words} @@ ${asked}`;

function prefixWay(slots: SearchSlots): Way {
  const { name, unscopedName, packageId } = searchDocuments;
  const column = slots.has("isScoped") ? name : unscopedName;
  const { prefix } = matchPoints;
  const unscoped = constant(slots.has("boostExact") ? matchPoints.unscopedName : prefix);
  return {
    condition: isBetween(column, { from: slots.of("name"), before: slots.of("beforeName") }),
    points: sql`case when ${unscopedName} = ${slots.of("name")}::text then ${unscoped} else ${constant(prefix)} end`,
    limit: rowsMax.prefix,
    order: sql`order by ${column} using ~<~, ${packageId}`,
  };
}

function unionOf(ways: readonly Way[], slots: SearchSlots): SQL {
  const { packageId } = searchDocuments;
  const filters = filterConditions(slots);
  // What it is worth is computed while its row is at hand: to look it up again would take longer.
  const selects = ways.map(
    ({
      condition,
      points,
      limit,
      order = sql``,
    }) => sql`(select ${packageId} as package_id, (${points})::float8 as points, ${worthOf(slots)} as worth
      from ${searchDocuments} where ${and(condition, ...filters)} ${order} limit ${constant(limit)})`,
  );
  return sql.join(selects, sql` union all `);
}

/** A number of ours as part of the statement: its plan is kept, and must know how few rows are wanted. */
function constant(number: number): SQL {
  return sql.raw(String(number));
}
