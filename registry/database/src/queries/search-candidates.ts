import { and, type SQL, sql } from "drizzle-orm";

import { searchDocuments } from "../schema/search-documents.ts";
import { termOf } from "../search-terms.ts";
import { wordsOf } from "../search-words.ts";
import { contains, startsWith, textArray } from "./search-filters.ts";
import { likenessMax, matchPoints } from "./search-scores.ts";

/** A text that is searched for. */
export type SearchText = {
  /** As it may be a name, or a part of one: trimmed, lower case. */
  readonly name: string;
  /** The same without a scope. */
  readonly unscopedName: string;
  /** As a full-text query of Postgres. */
  readonly query: SQL;
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
 * totals are counted up to their cap.
 */
const rowsMax = { exact: 200, prefix: 100, nameWords: 200, keywords: 200, words: 1000, fuzzy: 60 } as const;

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
    query: sql`websearch_to_tsquery('larder', ${wanted}::text)`,
    words: [...new Set(wordsOf([name]).split(" "))].filter((word) => word !== "").slice(0, wordsMax),
    boostExact,
  };
}

/**
 * Returns a query of the packages that are named so, whose names start so, or that have the words, each
 * way with its points. Relies on the prefix indexes and on `search_documents_search_index`.
 */
export function plainCandidates(text: SearchText, filters: readonly (SQL | undefined)[]): SQL {
  const { name, query, boostExact, words } = text;
  const { unscopedName, nameWords } = searchDocuments;
  const prefix = startsWith(name);
  const exact = boostExact
    ? matchPoints
    : { ...matchPoints, name: matchPoints.prefix, unscopedName: matchPoints.prefix };
  const ways = [
    way(sql`${unscopedName} = ${name}::text`, sql`${exact.unscopedName}::int`),
    way(sql`${searchDocuments.name} = ${name}::text`, sql`${exact.name}::int`),
    {
      ...way(sql`${searchDocuments.name} like ${prefix}::text`, sql`${matchPoints.prefix}::int`),
      limit: rowsMax.prefix,
    },
    { ...way(sql`${unscopedName} like ${prefix}::text`, sql`${matchPoints.prefix}::int`), limit: rowsMax.prefix },
    { ...way(sql`${nameWords} @@ ${query}`, sql`${matchPoints.nameWords}::int`), limit: rowsMax.nameWords },
    { ...way(keywordsCondition(words), sql`${matchPoints.keyword}::int`), limit: rowsMax.keywords },
    { ...way(sql`${searchDocuments.words} @@ ${query}`, sql`${matchPoints.words}::int`), limit: rowsMax.words },
  ];
  return unionOf(ways, filters);
}

/** Returns a query of the packages whose names have the text somewhere, or look like it. Relies on the trigram index. */
export function fuzzyCandidates({ unscopedName: text }: SearchText, filters: readonly (SQL | undefined)[]): SQL {
  const { unscopedName } = searchDocuments;
  const likeness = sql`${likenessMax}::int * similarity(${unscopedName}, ${text}::text)`;
  const alike = { ...way(sql`${unscopedName} % ${text}::text`, likeness), limit: rowsMax.fuzzy, best: likeness };
  const part = { ...way(sql`${unscopedName} like ${contains(text)}::text`, likeness), limit: rowsMax.fuzzy };
  return unionOf(text.length < partLengthMin ? [alike] : [part, alike], filters);
}

type Way = {
  readonly condition: SQL;
  readonly points: SQL;
  readonly limit: number;
  /** What the best rows are told by, where not any will do. */
  readonly best?: SQL;
};

function way(condition: SQL, points: SQL): Way {
  return { condition, points, limit: rowsMax.exact };
}

/** Every word is a keyword, a domain or a plugin. */
function keywordsCondition(words: readonly string[]): SQL {
  const each = words.map((word) => {
    const terms = (["keyword", "domain", "plugin"] as const).map((field) => termOf(field, word));
    return sql`${searchDocuments.terms} && ${textArray(terms)}`;
  });
  return and(...each) ?? sql`false`;
}

function unionOf(ways: readonly Way[], filters: readonly (SQL | undefined)[]): SQL {
  const { packageId, name, quality, popularity, publishedAt, modifiedAt } = searchDocuments;
  const columns = sql`${packageId} as package_id, ${name} as name, ${quality} as quality, ${popularity} as popularity,
    coalesce(${publishedAt}, ${modifiedAt}) as published_at`;
  const selects = ways.map(({ condition, points, limit, best }) => {
    const order = best === undefined ? sql`` : sql`order by ${best} desc`;
    return sql`(select ${columns}, (${points})::float8 as points from ${searchDocuments}
      where ${and(condition, ...filters)} ${order} limit ${limit}::int)`;
  });
  return sql.join(selects, sql` union all `);
}
