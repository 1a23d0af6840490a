import { and, type SQL, sql } from "drizzle-orm";

import { searchDocuments } from "../schema/search-documents.ts";
import { wordsOf } from "../search-words.ts";
import { contains, startsWith } from "./search-filters.ts";

/** A text that is searched for. */
export type SearchText = {
  /** As it may be a name, or a part of one: trimmed, lower case. */
  readonly name: string;
  /** As a full-text query of Postgres. */
  readonly query: SQL;
};

const lengthMax = 256;

/** How many rows each way of finding may contribute. Together they stay near what one page of a person is worth. */
const namesMax = 200;
const wordsMax = 1000;
const fuzzyMax = 100;

/** Below this, almost every name has the text somewhere. */
const partLengthMin = 3;

/** Returns what to search for; `undefined` when `text` is blank. */
export function searchTextOf(text: string): SearchText | undefined {
  const trimmed = text.trim().slice(0, lengthMax);
  if (trimmed === "") return undefined;
  // Quotes, `or` and a leading `-` mean what they mean elsewhere; otherwise parts of names are words.
  const words = /"|(?:^|\s)-/.test(trimmed) ? trimmed : wordsOf([trimmed]);
  return { name: trimmed.toLowerCase(), query: sql`websearch_to_tsquery('larder', ${words}::text)` };
}

/**
 * Returns a query of the ids of packages that are named so, whose names start so, or that have the words.
 *
 * Each way is bounded, and names come before descriptions: ranking costs about 0.05 ms a row on PGlite,
 * and a vague word would otherwise rank the whole registry. Relies on the prefix and word indexes.
 */
export function plainCandidates({ name, query }: SearchText, filters: readonly (SQL | undefined)[]): SQL {
  const prefix = startsWith(name);
  const { unscopedName, nameWords, words } = searchDocuments;
  const ways = [
    bounded(sql`${unscopedName} = ${name}::text`, filters, namesMax),
    bounded(sql`${searchDocuments.name} like ${prefix}::text`, filters, namesMax),
    bounded(sql`${unscopedName} like ${prefix}::text`, filters, namesMax),
    bounded(sql`${nameWords} @@ ${query}`, filters, wordsMax),
    bounded(sql`${words} @@ ${query}`, filters, wordsMax),
  ];
  return sql.join(ways, sql` union `);
}

/** Returns a query of the ids of packages whose names have the text somewhere, or look like it. Relies on the trigram indexes. */
export function fuzzyCandidates({ name }: SearchText, filters: readonly (SQL | undefined)[]): SQL {
  const alike = bounded(sql`${searchDocuments.unscopedName} % ${name}::text`, filters, fuzzyMax);
  const alikeWithScope = bounded(sql`${searchDocuments.name} % ${name}::text`, filters, fuzzyMax);
  if (name.length < partLengthMin) return sql`${alike} union ${alikeWithScope}`;
  const part = bounded(sql`${searchDocuments.name} like ${contains(name)}::text`, filters, fuzzyMax);
  return sql`${part} union ${alike} union ${alikeWithScope}`;
}

function bounded(condition: SQL, filters: readonly (SQL | undefined)[], rowsMax: number): SQL {
  return sql`(select package_id from ${searchDocuments} where ${and(condition, ...filters)} limit ${rowsMax}::int)`;
}
