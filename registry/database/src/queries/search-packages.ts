import { and, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { searchTextOf, textValues } from "./search-candidates.ts";
import { facetPackagesMax } from "./search-facets.ts";
import { filterConditions, filterValues, type PackageFilter } from "./search-filters.ts";
import { SearchSlots } from "./search-slots.ts";
import { type PackageSummaryRow, shownColumns } from "./search-documents.ts";
import { type RankedRow, rankPackages, searchTotalMax } from "./search-ranking.ts";
import {
  defaultWeights,
  matchPoints,
  scoresOf,
  type SearchScore,
  type SearchWeights,
  sumOf,
  type Weighing,
  weighingValues,
} from "./search-scores.ts";

/** What is searched for; each part narrows, except that `text` also ranks. */
export type PackageSearch = PackageFilter & {
  /** Words of names, keywords, components and descriptions; a part of a name or a name with a typo finds too. */
  readonly text?: string;
  /** Whether the package that is named like the text comes first; yes unless told. */
  readonly boostExact?: boolean;
  readonly weights?: SearchWeights;
  /** Whether to tell what was found on other pages, too, to count its facets. */
  readonly withFound?: boolean;
  /** Now, by which the age of a package is measured. */
  readonly at?: Date;
};

/** A package that was found. */
export type SearchHitRow = PackageSummaryRow & { readonly score: number; readonly scores: SearchScore };

/** Hits of one page, and how many there are in all, at most {@link searchTotalMax}. */
export type SearchPage = {
  readonly hits: readonly SearchHitRow[];
  readonly total: number;
  /** Of all pages, as many as facets are counted among; empty unless `withFound`. */
  readonly found: readonly number[];
};

/** With fewer hits than this, parts of names and likely typos are looked for as well. */
const enoughHits = 10;

/** Finds packages, best first, of equal ones the older first; nothing beyond {@link searchTotalMax}. */
export async function searchPackages(db: Database, search: PackageSearch, page: Page): Promise<SearchPage> {
  const text = searchTextOf(search.text ?? "", search.boostExact);
  const size = Math.max(0, Math.min(page.size, searchTotalMax - page.from));
  const bounded = { from: page.from, size };
  if (text === undefined) return listFiltered(db, search, bounded);

  const weighing = { weights: search.weights ?? defaultWeights, at: search.at ?? new Date() };
  const values = {
    ...textValues(text),
    ...filterValues(search),
    ...weighingValues(weighing),
    ...bounded,
    ...(search.withFound === true ? { withFound: true } : {}),
  };
  const { best, ...plain } = readHits(await rankPackages(db, "plain", values), weighing);
  // Whoever writes a name that is there makes no typo.
  if (plain.total >= enoughHits || best >= matchPoints.unscopedName) return plain;
  const { best: _best, ...fuzzy } = readHits(await rankPackages(db, "fuzzy", values), weighing);
  return fuzzy;
}

function readHits(rows: readonly RankedRow[], weighing: Weighing): SearchPage & { readonly best: number } {
  const [answer] = rows;
  if (answer === undefined) throw new Error("A search was answered without a total");
  const hits = rows.flatMap(({ row, match }) => {
    if (row === null) return [];
    const scores = scoresOf(row, match, weighing);
    return [{ ...row, score: sumOf(scores), scores }];
  });
  return { hits, total: answer.total, best: answer.best, found: answer.found ?? [] };
}

/** So many names are looked through for a page of packages with frequent terms. */
const walkedNamesMax = 5000;

/**
 * Without a text there is nothing to rank: packages that fit the filters, by name.
 *
 * How many fit decides how the page is found: to sort all that have a frequent term takes far longer than to go
 * through the names until enough of them fit.
 */
async function listFiltered(db: Database, filter: PackageSearch, page: Page): Promise<SearchPage> {
  const fits = and(...filterConditions(new SearchSlots(filterValues(filter), false))) ?? sql`true`;
  const counted = await db
    .select({ total: sql<number>`count(*)::int` })
    .from(sql`(select from ${searchDocuments} where ${fits} limit ${sql.raw(String(searchTotalMax))}) as found`);
  const { total } = onlyRow(counted);
  const walked = total < searchTotalMax ? [] : await walkNames(db, fits, page);
  const rows = walked.length === page.size ? walked : await sortNames(db, fits, page);
  const scores = { match: 0, quality: 0, popularity: 0, maintenance: 0 };
  const found = filter.withFound === true ? await listFound(db, fits) : [];
  return { hits: rows.map((row) => ({ ...row, score: 0, scores })), total, found };
}

/** Names are ordered by their bytes, as the index has them, whatever the collation of the database. */
const byName = sql`${searchDocuments.name} using ~<~`;

/** The inner limit keeps Postgres from asking first for what fits. Relies on `search_documents_name_prefix_index`. */
async function walkNames(db: Database, fits: SQL, { from, size }: Page): Promise<PackageSummaryRow[]> {
  const walked = sql`select * from ${searchDocuments} order by ${byName} limit ${sql.raw(String(walkedNamesMax))}`;
  const page = sql`(
    select ${searchDocuments.packageId} as package_id from (${walked}) as ${searchDocuments}
    where ${fits} order by ${byName} limit ${size}::int offset ${from}::int) as page`;
  return db
    .select(shownColumns)
    .from(searchDocuments)
    .innerJoin(page, sql`page.package_id = ${searchDocuments.packageId}`)
    .orderBy(byName);
}

async function sortNames(db: Database, fits: SQL, { from, size }: Page): Promise<PackageSummaryRow[]> {
  return db.select(shownColumns).from(searchDocuments).where(fits).orderBy(byName).limit(size).offset(from);
}

/** Which packages fit, as many as facets are counted among, in no order. */
async function listFound(db: Database, fits: SQL): Promise<number[]> {
  const { packageId } = searchDocuments;
  const rows = await db.select({ packageId }).from(searchDocuments).where(fits).limit(facetPackagesMax);
  return rows.map((row) => row.packageId);
}
