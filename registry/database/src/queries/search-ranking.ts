import { type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { type KeptStatement, runKept } from "./kept-statements.ts";
import { askedWords, farCandidates, fuzzyCandidates, keywordCandidates, namedCandidates } from "./search-candidates.ts";
import { type PackageSummaryRow, shownColumns } from "./search-documents.ts";
import { facetPackagesMax } from "./search-facets.ts";
import { matchPoints, worthMaxOf, worthOf } from "./search-scores.ts";
import type { SearchSlots, SearchValues } from "./search-slots.ts";

/** Nobody reads further, and ranking further would cost the more the vaguer the text is. */
export const searchTotalMax = 1000;

/** What packages are found by: words and beginnings of names, or parts of names and likely typos as well. */
export type SearchWays = "plain" | "fuzzy";

/** A hit of a page; or, of a page without any, its first four columns alone. */
export type RankedRow = {
  /** How many there are on all pages, at most {@link searchTotalMax}. */
  readonly total: number;
  /** How well the best of all pages fits. */
  readonly best: number;
  /** Of all pages, as many as facets are counted among; where it is asked for. */
  readonly found: readonly number[] | null;
  /** How well this one fits. */
  readonly match: number;
  readonly row: PackageSummaryRow | null;
};

/** Returns the hits of a page, best first, of equal ones the older first. */
export function rankPackages(db: Database, ways: SearchWays, values: SearchValues): Promise<RankedRow[]> {
  const build = (slots: SearchSlots): KeptStatement<RankedRow> => rankingStatement(db, ways, slots);
  return runKept(db, ways, values, build);
}

/**
 * One statement finds, counts, ranks and reads: each way of finding is walked once, and only what is shown is read whole.
 *
 * What fits worse by more than a package can be worth than as many as a page ends with, stays behind all of them. So
 * keywords are not asked for a page that is full of names, and who has the words elsewhere is then only counted.
 */
function rankingStatement(db: Database, ways: SearchWays, slots: SearchSlots) {
  const worthMax = worthMaxOf(slots);
  const pageEnd = sql`greatest(1, ${slots.of("from")}::int + ${slots.of("size")}::int)`;
  const mayReach = (points: number, candidates: SQL): SQL =>
    sql`(select count(*) from ${candidates} where points >= ${sql.raw(String(points))} + ${worthMax}) < ${pageEnd}`;
  const withKeywords = slots.has("withFound") ? sql`true` : mayReach(matchPoints.keyword, sql`named`);
  const near = [sql`select * from named`, keywordCandidates(slots, withKeywords)];
  if (ways === "fuzzy") near.push(fuzzyCandidates(slots));
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
        with asked as materialized (${askedWords(slots)}),
        named as materialized (${namedCandidates(slots)}),
        near as materialized (
          select package_id, max(points) as points, max(worth) as worth
          from (${sql.join(near, sql` union all `)}) as candidates group by package_id
        ),
        far as materialized (${farCandidates(slots)}),
        far_count as materialized (select count(*)::int as packages from far),
        answer as (
          select ${total} as total, ${best} as best, ${slots.has("withFound") ? allFound : sql`null::json`} as all_found
        ),
        contenders as (
          select package_id, points, worth from near
          union all
          select far.package_id, ${farPoints}, ${worthOf(slots)}
          from far join ${searchDocuments} on ${searchDocuments.packageId} = far.package_id
          where ${mayReach(matchPoints.words, sql`near`)}
            and not exists (select from near where near.package_id = far.package_id)
        ),
        best_first as (
          select package_id, points as match, points + worth as score
          from contenders order by score desc, package_id limit ${slots.of("size")}::int offset ${slots.of("from")}::int
        )
        select * from answer left join best_first on true
      ) as page`,
    )
    .leftJoin(searchDocuments, sql`${searchDocuments.packageId} = page.package_id`)
    .orderBy(sql`page.score desc, page.package_id`);
}

const farPoints = sql.raw(`${matchPoints.words}::float8`);

/** When the many alone are enough, nobody asks which of the others are among them. */
const total = sql.raw(`(select case when packages >= ${searchTotalMax} then ${searchTotalMax}
  else least(${searchTotalMax}, packages + (
    select count(*) from near where package_id not in (select package_id from far))::int) end from far_count)`);

const best = sql`coalesce(
  (select max(points) from near), (select case when packages > 0 then ${farPoints} else 0 end from far_count))`;

const allFound: SQL = sql`(
  select json_agg(package_id) from (
    select package_id from (
      select package_id, points from near
      union all
      select package_id, ${farPoints} from far where not exists (select from near where near.package_id = far.package_id)
    ) as found order by points desc, package_id limit ${sql.raw(String(facetPackagesMax))}
  ) as best)`;
