import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { fuzzyCandidates, plainCandidates, type SearchText, searchTextOf } from "./search-candidates.ts";
import { type PackageFilter, filterConditions } from "./search-filters.ts";
import { type PackageSummaryRow, shownColumns } from "./search-documents.ts";
import { rankedCandidates, type SearchScore } from "./search-scores.ts";

/** What is searched for; each part narrows, except that `text` also ranks. */
export type PackageSearch = PackageFilter & {
  /** Words of names, keywords, components and descriptions; a part of a name or a name with a typo finds too. */
  readonly text?: string;
};

/** A package that was found. */
export type SearchHitRow = PackageSummaryRow & { readonly score: number; readonly scores: SearchScore };

/** Hits of one page, and how many there are in all, at most {@link searchTotalMax}. */
export type SearchPage = { readonly hits: readonly SearchHitRow[]; readonly total: number };

/** Nobody reads further, and ranking further would cost the more the vaguer the text is. */
export const searchTotalMax = 1000;

/** With fewer hits than this, parts of names and likely typos are looked for as well. */
const enoughHits = 10;

const noScores: SearchScore = { exact: 0, prefix: 0, words: 0, likeness: 0 };

/** Finds packages, best first, equal ones by name; nothing beyond {@link searchTotalMax}. */
export async function searchPackages(db: Database, search: PackageSearch, page: Page): Promise<SearchPage> {
  const text = searchTextOf(search.text ?? "");
  const size = Math.max(0, Math.min(page.size, searchTotalMax - page.from));
  const bounded = { from: page.from, size };
  if (text === undefined) return listFiltered(db, search, bounded);

  const plain = plainCandidates(text, filterConditions(search));
  const plainTotal = await countCandidates(db, plain);
  if (plainTotal >= enoughHits) {
    return { hits: await listRanked(db, { text, candidates: plain }, bounded), total: plainTotal };
  }
  const all = sql`${plain} union ${fuzzyCandidates(text, filterConditions(search))}`;
  const hits = await listRanked(db, { text, candidates: all }, bounded);
  return { hits, total: await countCandidates(db, all) };
}

/** Without a text there is nothing to rank: packages that fit the filters, by name. */
async function listFiltered(db: Database, filter: PackageFilter, page: Page): Promise<SearchPage> {
  const fits = and(...filterConditions(filter));
  const rows = await db
    .select(shownColumns)
    .from(searchDocuments)
    .where(fits)
    .orderBy(asc(searchDocuments.name))
    .limit(page.size)
    .offset(page.from);
  const total = await countCandidates(
    db,
    sql`(select package_id from ${searchDocuments} where ${fits ?? sql`true`} limit ${searchTotalMax})`,
  );
  return { hits: rows.map((row) => ({ ...row, score: 0, scores: noScores })), total };
}

async function listRanked(
  db: Database,
  { text, candidates }: { readonly text: SearchText; readonly candidates: SQL },
  page: Page,
): Promise<SearchHitRow[]> {
  const score = sql<number>`ranked.score`;
  const rows = await db
    .select({ shown: shownColumns, score, scores: sql<SearchScore>`ranked.scores` })
    .from(rankedCandidates(text, candidates))
    .innerJoin(searchDocuments, eq(searchDocuments.packageId, sql`ranked.package_id`))
    .orderBy(desc(score), asc(searchDocuments.name))
    .limit(page.size)
    .offset(page.from);
  return rows.map(({ shown, ...ranked }) => ({ ...shown, ...ranked }));
}

async function countCandidates(db: Database, candidates: SQL): Promise<number> {
  const rows = await db
    .select({ total: sql<number>`least(count(*), ${searchTotalMax}::int)::int` })
    .from(sql`(${candidates}) as candidates`);
  return onlyRow(rows).total;
}
