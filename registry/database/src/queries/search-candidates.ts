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

/** Which packages come into question, and what each is worth besides how well it fits. */
export type CandidateOptions = { readonly filters: readonly (SQL | undefined)[]; readonly worth: SQL };

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
    // As a query of its own: what Postgres does not know when it plans, it takes for rare, and asks the index.
    // A word that it knows to be frequent it would look for row by row, which takes twice as long.
    query: sql`(select websearch_to_tsquery('larder', ${wanted}::text))`,
    words: [...new Set(wordsOf([name]).split(" "))].filter((word) => word !== "").slice(0, wordsMax),
    boostExact,
  };
}

/**
 * Returns a query `(package_id, points, worth)` of the packages that are named so, whose names start so, or
 * that have the words, each way with its points. Relies on the prefix indexes and on `search_documents_search_index`.
 */
export function plainCandidates(text: SearchText, options: CandidateOptions): SQL {
  const { name, query, boostExact, words } = text;
  const { name: names, unscopedName: unscopedNames, nameWords } = searchDocuments;
  const { prefix } = matchPoints;
  const exact = boostExact ? matchPoints : { name: prefix, unscopedName: prefix };
  const ways: Way[] = [
    { condition: sql`${unscopedNames} = ${name}::text`, points: constant(exact.unscopedName), limit: rowsMax.exact },
    { condition: sql`${names} = ${name}::text`, points: constant(exact.name), limit: rowsMax.exact },
    { condition: startsWith(names, name), points: constant(prefix), limit: rowsMax.prefix },
    { condition: startsWith(unscopedNames, name), points: constant(prefix), limit: rowsMax.prefix },
    { condition: sql`${nameWords} @@ ${query}`, points: constant(matchPoints.nameWords), limit: rowsMax.nameWords },
    { condition: keywordsCondition(words), points: constant(matchPoints.keyword), limit: rowsMax.keywords },
    { condition: sql`${searchDocuments.words} @@ ${query}`, points: constant(matchPoints.words), limit: rowsMax.words },
  ];
  return unionOf(ways, options);
}

/** Returns a query of the packages whose names have the text somewhere, or look like it. Relies on the trigram index. */
export function fuzzyCandidates({ unscopedName: text }: SearchText, options: CandidateOptions): SQL {
  const { unscopedName } = searchDocuments;
  const likeness = sql`${constant(likenessMax)} * similarity(${unscopedName}, ${text}::text)`;
  const limit = rowsMax.fuzzy;
  const alike = { condition: sql`${text}::text <% ${unscopedName}`, points: likeness, limit, best: likeness };
  const part = { condition: sql`${unscopedName} like ${contains(text)}::text`, points: likeness, limit };
  return unionOf(text.length < partLengthMin ? [alike] : [part, alike], options);
}

type Way = {
  readonly condition: SQL;
  readonly points: SQL;
  readonly limit: number;
  /** What the best rows are told by, where not any will do. */
  readonly best?: SQL;
};

/** Every word is a keyword, a domain or a plugin. */
function keywordsCondition(words: readonly string[]): SQL {
  const each = words.map((word) => {
    const terms = (["keyword", "domain", "plugin"] as const).map((field) => termOf(field, word));
    return sql`${searchDocuments.terms} && ${textArray(terms)}`;
  });
  return and(...each) ?? sql`false`;
}

function unionOf(ways: readonly Way[], { filters, worth }: CandidateOptions): SQL {
  const selects = ways.map(({ condition, points, limit, best }) => {
    const order = best === undefined ? sql`` : sql`order by ${best} desc`;
    return sql`(select ${searchDocuments.packageId} as package_id, (${points})::float8 as points, (${worth})::float8 as worth
      from ${searchDocuments} where ${and(condition, ...filters)} ${order} limit ${constant(limit)})`;
  });
  return sql.join(selects, sql` union all `);
}

/** A number of ours as part of the statement: its plan is kept, and must know how few rows are wanted. */
function constant(number: number): SQL {
  return sql.raw(String(number));
}
