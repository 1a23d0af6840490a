import { type AnyColumn, type SQL, sql } from "drizzle-orm";

import { type ReadableNames, readableNames } from "../name-rules.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { multirangeOf } from "../version-multirange.ts";

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

/** Returns the conditions of a filter, `undefined` for each part that it leaves open. Relies on `search_documents_search_index`. */
export function filterConditions(filter: PackageFilter): (SQL | undefined)[] {
  const { terms: indexed } = searchDocuments;
  const { terms = [], without = [], host, updatedSince, readable } = filter;
  // Every package with a range of hosts has the term, by which the index finds them.
  const wanted = host === undefined ? terms : [...terms, ["has:host"]];
  const single = wanted.filter((anyOf) => anyOf.length === 1).flat();
  const several = wanted.filter((anyOf) => anyOf.length !== 1);
  return [
    single.length === 0 ? undefined : sql`${indexed} @> ${opaque(textArray(single))}`,
    ...several.map((anyOf) => sql`${indexed} && ${opaque(textArray(anyOf))}`),
    without.length === 0 ? undefined : sql`not ${indexed} && ${opaque(textArray(without))}`,
    host === undefined
      ? undefined
      : sql`${searchDocuments.hostVersions} && ${opaque(sql`${multirangeOf(host)}::int8multirange`)}`,
    updatedSince === undefined
      ? undefined
      : sql`${searchDocuments.modifiedAt} >= ${opaque(sql`${updatedSince.toISOString()}::timestamptz`)}`,
    readableNames(searchDocuments.name, readable),
  ];
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

/** Returns an array of texts as one parameter, however many there are. */
export function textArray(texts: readonly string[]): SQL {
  return sql`${sql.param([...texts], searchDocuments.terms)}::text[]`;
}

/**
 * Returns the condition of texts that start with `text`. Relies on an index with `text_pattern_ops`.
 *
 * With `like` Postgres could use the index only in a plan for this very text, and not in one that it keeps.
 */
export function startsWith(column: AnyColumn, text: string): SQL {
  const [from, before] = [text, `${text}${String.fromCodePoint(0x10ffff)}`].map((end) => opaque(sql`${end}::text`));
  return sql`(${column} ~>=~ ${from} and ${column} ~<~ ${before})`;
}

/** Returns the pattern of texts that have `text` somewhere. */
export function contains(text: string): string {
  return `%${escapeLike(text)}%`;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
