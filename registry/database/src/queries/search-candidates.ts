import { and, type SQL, sql } from "drizzle-orm";

import { searchDocuments } from "../schema/search-documents.ts";
import { termOf } from "../search-terms.ts";
import { wordsOf } from "../search-words.ts";
import { contains, filterConditions, isBetween, opaque } from "./search-filters.ts";
import { likenessMax, matchPoints } from "./search-scores.ts";
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

/** Returns what {@link plainCandidates} and {@link fuzzyCandidates} look for. */
export function textValues({ name, unscopedName, query, words, boostExact }: SearchText): SearchValues {
  const keywords = words.map((word) => (["keyword", "domain", "plugin"] as const).map((field) => termOf(field, word)));
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

/**
 * Returns a query `(package_id, points)` of the packages that are named so, whose names start so, or that have the
 * words, each way with its points. Relies on the prefix indexes and on `search_documents_search_index`.
 */
export function plainCandidates(slots: SearchSlots): SQL {
  const { name: names, nameWords, words, terms } = searchDocuments;
  const query = sql`(select query from asked)`;
  const keywords = slots.numbered("keywords").map((slot) => sql`${terms} && ${opaque(slots.listOf(slot))}`);
  const ways: Way[] = [
    {
      condition: sql`${names} = ${opaque(sql`${slots.of("name")}::text`)}`,
      points: constant(slots.has("boostExact") ? matchPoints.name : matchPoints.prefix),
      limit: rowsMax.name,
    },
    prefixWay(slots),
    { condition: sql`${nameWords} @@ ${query}`, points: constant(matchPoints.nameWords), limit: rowsMax.nameWords },
    // Every word is a keyword, a domain or a plugin.
    { condition: and(...keywords) ?? sql`false`, points: constant(matchPoints.keyword), limit: rowsMax.keywords },
    { condition: sql`${words} @@ ${query}`, points: constant(matchPoints.words), limit: rowsMax.words },
  ];
  // Reading the words takes as long as finding few of them, and two ways ask for them.
  const asked = sql`select websearch_to_tsquery('larder', ${slots.of("query")}::text) as query`;
  return sql`(with asked as materialized (${asked}) ${unionOf(ways, slots)})`;
}

/** Returns a query of the packages whose names have the text somewhere, or look like it. Relies on the trigram index. */
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

type Way = {
  readonly condition: SQL;
  readonly points: SQL;
  readonly limit: number;
  /** Which rows come first, where not any will do. */
  readonly order?: SQL;
};

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
  // Nothing else of the row is read, which is wide: most candidates never come near the first page.
  const selects = ways.map(
    ({
      condition,
      points,
      limit,
      order = sql``,
    }) => sql`(select ${packageId} as package_id, (${points})::float8 as points
      from ${searchDocuments} where ${and(condition, ...filters)} ${order} limit ${constant(limit)})`,
  );
  return sql.join(selects, sql` union all `);
}

/** A number of ours as part of the statement: its plan is kept, and must know how few rows are wanted. */
function constant(number: number): SQL {
  return sql.raw(String(number));
}
