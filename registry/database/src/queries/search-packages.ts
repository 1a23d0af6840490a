import { and, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { type KeptStatement, runKept } from "./kept-statements.ts";
import { fuzzyCandidates, plainCandidates, searchTextOf, textValues } from "./search-candidates.ts";
import { facetPackagesMax } from "./search-facets.ts";
import { filterConditions, filterValues, type PackageFilter } from "./search-filters.ts";
import { SearchSlots, type SearchValues } from "./search-slots.ts";
import { type PackageSummaryRow, shownColumns } from "./search-documents.ts";
import {
  defaultWeights,
  matchPoints,
  scoresOf,
  type SearchScore,
  type SearchWeights,
  sumOf,
  type Weighing,
  weighingValues,
  worthMaxOf,
  worthOf,
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
  const values = {
    ...textValues(text),
    ...filterValues(search),
    ...weighingValues(weighing),
    ...bounded,
    ...(search.withFound === true ? { withFound: true } : {}),
  };
  const { best, ...plain } = readHits(await runRanking(db, "plain", values), weighing);
  // Whoever writes a name that is there makes no typo.
  if (plain.total >= enoughHits || best >= matchPoints.unscopedName) return plain;
  const { best: _best, ...fuzzy } = readHits(await runRanking(db, "fuzzy", values), weighing);
  return fuzzy;
}

type Ways = "plain" | "fuzzy";
type RankedRow = {
  readonly total: number;
  readonly best: number;
  readonly found: readonly number[] | null;
  readonly match: number;
  readonly row: PackageSummaryRow | null;
};

function runRanking(db: Database, ways: Ways, values: SearchValues): Promise<RankedRow[]> {
  const build = (slots: SearchSlots): KeptStatement<RankedRow> =>
    rankingStatement(
      db,
      ways === "plain" ? plainCandidates(slots) : sql`${plainCandidates(slots)} union all ${fuzzyCandidates(slots)}`,
      slots,
    );
  return runKept(db, ways, values, build);
}

/**
 * One statement finds, counts, ranks and reads: each way of finding is walked once, and only what is shown is read whole.
 *
 * A package is weighed only when it may come onto the page: as many as a page ends with fit at least as well as
 * `last_place`, so whoever fits worse by more than a package can be worth stays behind all of them.
 */
function rankingStatement(db: Database, candidates: SQL, slots: SearchSlots) {
  const best = sql`select package_id from found order by points desc, package_id limit ${sql.raw(String(facetPackagesMax))}`;
  const allFound = slots.has("withFound") ? sql`(select json_agg(package_id) from (${best}) as best)` : sql`null::json`;
  return db
    .select({
      total: sql<number>`page.total`,
      best: sql<number>`page.best`,
      found: sql<number[] | null>`page.all_found`,
      match: sql<number>`page.match`,
      row: shownColumns,
    })
    .from(
      sql`(
        with found as materialized (
          select package_id, max(points) as points from (${candidates}) as candidates group by package_id
        ),
        answer as (
          select least(count(*), ${sql.raw(String(searchTotalMax))})::int as total, coalesce(max(points), 0) as best,
            ${allFound} as all_found from found
        ),
        last_place as (
          select points from found order by points desc
          limit 1 offset greatest(0, ${slots.of("from")}::int + ${slots.of("size")}::int - 1)
        ),
        contenders as (
          select package_id, points, quality, popularity, coalesce(published_at, modified_at) as published
          from found join ${searchDocuments} using (package_id)
          where points >= coalesce((select points from last_place), 0) - ${worthMaxOf(slots)}
        ),
        best_first as (
          select package_id, points as match, points + ${worthOf(slots)} as score
          from contenders order by score desc, package_id limit ${slots.of("size")}::int offset ${slots.of("from")}::int
        )
        select * from answer left join best_first on true
      ) as page`,
    )
    .leftJoin(searchDocuments, sql`${searchDocuments.packageId} = page.package_id`)
    .orderBy(sql`page.score desc, page.package_id`);
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
