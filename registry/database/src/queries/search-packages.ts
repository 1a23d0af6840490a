import { and, asc, inArray, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import {
  type CandidateOptions,
  fuzzyCandidates,
  plainCandidates,
  type SearchText,
  searchTextOf,
} from "./search-candidates.ts";
import { filterConditions, type PackageFilter, walkingConditions } from "./search-filters.ts";
import { type PackageSummaryRow, shownColumns } from "./search-documents.ts";
import {
  defaultWeights,
  matchPoints,
  scoresOf,
  type SearchScore,
  type SearchWeights,
  sumOf,
  worthOf,
} from "./search-scores.ts";

/** What is searched for; each part narrows, except that `text` also ranks. */
export type PackageSearch = PackageFilter & {
  /** Words of names, keywords, components and descriptions; a part of a name or a name with a typo finds too. */
  readonly text?: string;
  /** Whether the package that is named like the text comes first; yes unless told. */
  readonly boostExact?: boolean;
  readonly weights?: SearchWeights;
  /** Now, by which the age of a package is measured. */
  readonly at?: Date;
};

/** A package that was found. */
export type SearchHitRow = PackageSummaryRow & { readonly score: number; readonly scores: SearchScore };

/** Hits of one page, and how many there are in all, at most {@link searchTotalMax}. */
export type SearchPage = { readonly hits: readonly SearchHitRow[]; readonly total: number };

/** Nobody reads further, and ranking further would cost the more the vaguer the text is. */
export const searchTotalMax = 1000;

/** With fewer hits than this, parts of names and likely typos are looked for as well. */
const enoughHits = 10;

/** Finds packages, best first, of equal ones the older first; nothing beyond {@link searchTotalMax}. */
export async function searchPackages(db: Database, search: PackageSearch, page: Page): Promise<SearchPage> {
  const text = searchTextOf(search.text ?? "", search.boostExact);
  const size = Math.max(0, Math.min(page.size, searchTotalMax - page.from));
  const bounded = { from: page.from, size };
  if (text === undefined) return listFiltered(db, search, bounded);

  const weighing = { weights: search.weights ?? defaultWeights, at: search.at ?? new Date() };
  const options = { filters: filterConditions(search), worth: worthOf(weighing) };
  const { ranked, total } = await rankPackages(db, text, { ...options, page: bounded });
  const rows = await listRows(
    db,
    ranked.map(({ packageId }) => packageId),
  );
  const hits = ranked.flatMap(({ packageId, match }) => {
    const row = rows.get(packageId);
    if (row === undefined) return [];
    const scores = scoresOf(row, match, weighing);
    return [{ ...row, score: sumOf(scores), scores }];
  });
  return { hits, total };
}

type Ranked = { readonly packageId: number; readonly match: number };
type RankedPage = { readonly ranked: readonly Ranked[]; readonly total: number; readonly best: number };

async function rankPackages(
  db: Database,
  text: SearchText,
  { page, ...options }: CandidateOptions & { readonly page: Page },
): Promise<RankedPage> {
  const plain = plainCandidates(text, options);
  const found = await rankCandidates(db, plain, page);
  // Whoever writes a name that is there makes no typo.
  if (found.total >= enoughHits || found.best >= matchPoints.unscopedName) return found;
  return rankCandidates(db, sql`${plain} union all ${fuzzyCandidates(text, options)}`, page);
}

/** One statement finds, counts and ranks: each way of finding is walked once. */
async function rankCandidates(db: Database, candidates: SQL, { from, size }: Page): Promise<RankedPage> {
  const rows = await db
    .select({
      total: sql<number>`answer.total`,
      best: sql<number>`answer.best`,
      ranked: sql<Ranked[]>`answer.ranked`,
    })
    .from(
      sql`(
        with scored as materialized (
          select package_id, max(points) as match, max(points + worth) as score
          from (${candidates}) as candidates group by package_id
        ),
        page as (
          select package_id, match from scored order by score desc, package_id limit ${size}::int offset ${from}::int
        )
        select (select least(count(*), ${searchTotalMax}::int)::int from scored) as total,
          (select coalesce(max(match), 0) from scored) as best,
          (select coalesce(json_agg(json_build_object('packageId', package_id, 'match', match)), '[]') from page) as ranked
      ) as answer`,
    );
  return onlyRow(rows);
}

/**
 * Without a text there is nothing to rank: packages that fit the filters, by name.
 *
 * How many fit decides how the page is found. A plan that is kept does not know it: it would fetch every
 * package that has a frequent term to sort them all.
 */
async function listFiltered(db: Database, filter: PackageFilter, page: Page): Promise<SearchPage> {
  const fits = and(...filterConditions(filter));
  const counted = await db
    .select({ total: sql<number>`count(*)::int` })
    .from(
      sql`(select from ${searchDocuments} where ${fits ?? sql`true`} limit ${sql.raw(String(searchTotalMax))}) as found`,
    );
  const { total } = onlyRow(counted);
  const rows = await db
    .select(shownColumns)
    .from(searchDocuments)
    .where(total < searchTotalMax ? fits : and(...walkingConditions(filter)))
    .orderBy(asc(searchDocuments.name))
    .limit(page.size)
    .offset(page.from);
  const scores = { match: 0, quality: 0, popularity: 0, maintenance: 0 };
  return { hits: rows.map((row) => ({ ...row, score: 0, scores })), total };
}

async function listRows(db: Database, packageIds: readonly number[]): Promise<ReadonlyMap<number, PackageSummaryRow>> {
  if (packageIds.length === 0) return new Map();
  const rows = await db
    .select(shownColumns)
    .from(searchDocuments)
    .where(inArray(searchDocuments.packageId, [...packageIds]));
  return new Map(rows.map((row) => [row.packageId, row]));
}
