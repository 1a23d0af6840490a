import { type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { runKept } from "./kept-statements.ts";
import {
  askedWords,
  countedMax,
  farCandidates,
  fuzzyCandidates,
  keywordCandidates,
  namedCandidates,
  nameWordCandidates,
  wordCandidates,
} from "./search-candidates.ts";
import { type PackageSummaryRow, shownColumns } from "./search-documents.ts";
import { facetPackagesMax } from "./search-facets.ts";
import { matchPoints, worthMaxOf } from "./search-scores.ts";
import type { SearchSlots, SearchValues } from "./search-slots.ts";

/** Nobody reads further, and ranking further would cost the more the vaguer the text is. */
export const searchTotalMax = 1000;

/** What packages are found by: their words and how their names begin, or parts of names and likely typos as well. */
export type SearchWays = "plain" | "fuzzy";

/** The hits of a page, best first, of equal ones the older first. */
export type Ranking = {
  readonly rows: readonly { readonly row: PackageSummaryRow; /** How well it fits. */ readonly match: number }[];
  /** How many packages there are on all pages; {@link countedMax} where so many have the words, and less elsewhere. */
  readonly counted: number;
  /** How well the best of all pages fits. */
  readonly best: number;
  /** The number of the registry's newest change when they were counted. */
  readonly sequence: number;
  /** Of all pages, as many as facets are counted among; empty unless it is asked for. */
  readonly found: readonly number[];
};

/** A hit of a page; or, of a page without any, what is known of all pages alone. */
type RankedRow = Omit<Ranking, "rows" | "found"> & {
  readonly found: readonly number[] | null;
  readonly match: number;
  readonly row: PackageSummaryRow | null;
};

/**
 * Returns the hits of a page, best first, of equal ones the older first; none where as many are found as are counted.
 *
 * One statement finds, counts, ranks and reads: each way of finding is walked once, and only what is shown is read whole.
 */
export async function rankPackages(db: Database, ways: SearchWays, values: SearchValues): Promise<Ranking> {
  const rows = await runKept(db, ways, values, (slots) => {
    const candidates = [namedCandidates(slots), sql`select * from found`];
    if (ways === "fuzzy") candidates.push(fuzzyCandidates(slots));
    return pageStatement(db, slots, {
      sources: sql`
        found as materialized (${wordCandidates(slots)}),
        found_count as materialized (select count(*)::int as packages from found),
        near as materialized (${bestOf(candidates)})`,
      // Only words make a search vague: what is known of that is known of every text with the same ones.
      counted: sql.raw(`(select case when packages < ${countedMax}
        then least(${countedMax - 1}, (select count(*)::int from near)) else ${countedMax} end from found_count)`),
      contenders: sql`select * from near where (select packages from found_count) < ${sql.raw(String(countedMax))}`,
    });
  });
  return rankingOf(rows);
}

/**
 * Returns the hits of a page as {@link rankPackages} would, of a text whose words so many packages have that nobody
 * counts them.
 *
 * What fits worse by more than a package can be worth than as many as a page ends with, stays behind all of them. So
 * keywords are not asked for a page that is full of names, and who has the words elsewhere is not looked for.
 */
export async function rankVague(db: Database, values: SearchValues): Promise<Ranking> {
  const rows = await runKept(db, "vague", values, (slots) => {
    const pageEnd = sql`greatest(1, ${slots.of("from")}::int + ${slots.of("size")}::int)`;
    const mayReach = (points: number, candidates: SQL): SQL => {
      if (slots.has("withFound")) return sql`true`;
      const least = sql`${sql.raw(String(points))} + ${worthMaxOf(slots)}`;
      return sql`(select count(*) from ${candidates} where points >= ${least}) < ${pageEnd}`;
    };
    const named = [namedCandidates(slots), nameWordCandidates(slots)];
    const near = [sql`select * from named`, keywordCandidates(slots, mayReach(matchPoints.keyword, sql`named`))];
    return pageStatement(db, slots, {
      sources: sql`
        named as materialized (${bestOf(named)}),
        near as materialized (${bestOf(near)}),
        far as materialized (${farCandidates(slots, mayReach(matchPoints.words, sql`near`))})`,
      counted: sql.raw(String(countedMax)),
      contenders: sql`select * from near union all
        select * from far where not exists (select from near where near.package_id = far.package_id)`,
    });
  });
  return rankingOf(rows);
}

type PageParts = {
  /** Tables of what is found, of which `near` is one. */
  readonly sources: SQL;
  readonly counted: SQL;
  /** A query `(package_id, points, worth)` of all that are ranked. */
  readonly contenders: SQL;
};

function pageStatement(db: Database, slots: SearchSlots, { sources, counted, contenders }: PageParts) {
  return db
    .select({
      counted: sql<number>`page.counted`,
      best: sql<number>`page.best`,
      sequence: sql<number>`page.sequence`,
      found: sql<number[] | null>`page.all_found`,
      match: sql<number>`page.match`,
      row: shownColumns,
    })
    .from(
      sql`(
        with asked as materialized (${askedWords(slots)}),
        ${sources},
        contenders as (${contenders}),
        answer as (
          select ${counted} as counted, ${best} as best, (select sequence::float8 from change_sequence) as sequence,
            ${slots.has("withFound") ? allFound : sql`null::json`} as all_found
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

function rankingOf(rows: readonly RankedRow[]): Ranking {
  const [answer] = rows;
  if (answer === undefined) throw new Error("A search was answered without a total");
  const { counted, best, sequence, found } = answer;
  const hits = rows.flatMap(({ row, match }) => (row === null ? [] : [{ row, match }]));
  return { rows: hits, counted, best, sequence, found: found ?? [] };
}

/** Returns each candidate once, with the points of the best way in which it was found. */
function bestOf(candidates: readonly SQL[]): SQL {
  return sql`select package_id, max(points) as points, max(worth) as worth
    from (${sql.join([...candidates], sql` union all `)}) as candidates group by package_id`;
}

const best = sql.raw("coalesce((select max(points) from near), 0)");

const allFound: SQL = sql.raw(`(
  select json_agg(package_id) from (
    select package_id from contenders order by points desc, package_id limit ${facetPackagesMax}
  ) as best)`);
