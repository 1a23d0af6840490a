import { and, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import type { Page } from "../page.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { runKept } from "./kept-statements.ts";
import { type PackageSummaryRow, shownColumns } from "./search-documents.ts";
import { countedMax } from "./search-candidates.ts";
import { facetPackagesMax } from "./search-facets.ts";
import { filterConditions } from "./search-filters.ts";
import { searchTotalMax } from "./search-ranking.ts";
import type { SearchSlots, SearchValues } from "./search-slots.ts";
import { vagueSearchesOf } from "./vague-searches.ts";

/** Packages of one page, and how many there are in all, at most {@link searchTotalMax}. */
type FittingPackages = {
  readonly rows: readonly PackageSummaryRow[];
  readonly total: number;
  /** Of all pages, as many as facets are counted among; empty unless they are asked for. */
  readonly found: readonly number[];
};

/** Which part of a list is asked for, and whether what is on other pages is told, too. */
export type ListedPage = Page & { readonly withFound?: boolean | undefined };

/** So many names are looked through for a page of packages with frequent terms. */
const walkedNamesMax = 5000;

/** What one statement tells of a list; a page without any packages is one row without a `row`. */
type ListedRow = {
  /** How many fit, counted up to {@link countedMax}. */
  readonly counted: number;
  /** The number of the registry's newest change when they were counted. */
  readonly sequence: number;
  readonly found: readonly number[] | null;
  readonly row: PackageSummaryRow | null;
};

/**
 * Returns a page of the packages that fit a filter, which `filterValues` made, by name.
 *
 * How many fit decides how the page is found: to sort all that have a frequent term takes far longer than to go
 * through the names until enough of them fit.
 */
export async function listFitting(db: Database, filter: SearchValues, page: ListedPage): Promise<FittingPackages> {
  const { from, size, withFound = false } = page;
  const values = { ...filter, from, size, ...(withFound ? { withFound } : {}) };
  const search = JSON.stringify(filter);
  const vague = vagueSearchesOf(db);
  const lastChange = vague.lastChange(search);
  if (lastChange !== undefined) {
    const walked = await runKept(db, "walk", values, (slots) => walkStatement(db, slots));
    if (onlyAnswer(walked).sequence <= lastChange) return vaguePage(db, values, walked);
    vague.forget(search);
  }
  const listed = await runKept(db, "list", values, (slots) => listStatement(db, slots));
  const { counted, sequence } = onlyAnswer(listed);
  if (counted < countedMax) return pageOf(listed);
  vague.remember(search, sequence + countedMax - searchTotalMax);
  return vaguePage(db, values, await runKept(db, "walk", values, (slots) => walkStatement(db, slots)));
}

/** Where too few of the first names fit, all that do are sorted after all. */
async function vaguePage(db: Database, values: SearchValues, walked: readonly ListedRow[]): Promise<FittingPackages> {
  const page = pageOf(walked);
  if (page.rows.length === values["size"]) return page;
  return pageOf(await runKept(db, "sort", values, (slots) => sortStatement(db, slots)));
}

function pageOf(listed: readonly ListedRow[]): FittingPackages {
  const { counted, found } = onlyAnswer(listed);
  const rows = listed.flatMap(({ row }) => (row === null ? [] : [row]));
  return { rows, total: Math.min(counted, searchTotalMax), found: found ?? [] };
}

function onlyAnswer([answer]: readonly ListedRow[]): ListedRow {
  if (answer === undefined) throw new Error("A list was answered without a total");
  return answer;
}

/** Names are ordered by their bytes, as the index has them, whatever the collation of the database. */
const byName = sql`name using ~<~`;

/** Finds, counts and sorts what fits, where that is not too much. */
function listStatement(db: Database, slots: SearchSlots) {
  const counted = sql`(select count(*)::int from fitting)`;
  return pageStatement(db, slots, {
    fitting: fittingQuery(slots, sql`${searchDocuments}`, sql`limit ${sql.raw(String(countedMax))}`),
    counted,
    listed: sql`select * from fitting where ${counted} < ${sql.raw(String(countedMax))}`,
  });
}

/** The inner limit keeps Postgres from asking first for what fits. Relies on `search_documents_name_prefix_index`. */
function walkStatement(db: Database, slots: SearchSlots) {
  const walked = sql`select * from ${searchDocuments} order by ${byName} limit ${sql.raw(String(walkedNamesMax))}`;
  return vagueStatement(db, slots, sql`(${walked}) as ${searchDocuments}`);
}

function sortStatement(db: Database, slots: SearchSlots) {
  return vagueStatement(db, slots, sql`${searchDocuments}`);
}

function vagueStatement(db: Database, slots: SearchSlots, source: SQL) {
  const limit = sql.raw(String(facetPackagesMax));
  return pageStatement(db, slots, {
    fitting: fittingQuery(slots, sql`${searchDocuments}`, sql`limit ${limit}`),
    counted: sql.raw(String(countedMax)),
    listed: fittingQuery(slots, source),
  });
}

type ListParts = {
  /** A query `(package_id, name)` of packages of all pages, as many as are counted. */
  readonly fitting: SQL;
  readonly counted: SQL;
  /** A query `(package_id, name)` of what the page is cut from. */
  readonly listed: SQL;
};

/** Only what is shown is read whole. */
function pageStatement(db: Database, slots: SearchSlots, { fitting, counted, listed }: ListParts) {
  return db
    .select({
      counted: sql<number>`page.counted`,
      sequence: sql<number>`page.sequence`,
      found: sql<number[] | null>`page.all_found`,
      row: shownColumns,
    })
    .from(
      sql`(
        with fitting as materialized (${fitting}),
        answer as (
          select ${counted} as counted, (select sequence::float8 from change_sequence) as sequence,
            ${slots.has("withFound") ? allFound : sql`null::json`} as all_found
        ),
        listed as (
          select * from (${listed}) as listed
          order by ${byName} limit ${slots.of("size")}::int offset ${slots.of("from")}::int
        )
        select * from answer left join listed on true
      ) as page`,
    )
    .leftJoin(searchDocuments, sql`${searchDocuments.packageId} = page.package_id`)
    .orderBy(sql`page.name using ~<~`);
}

function fittingQuery(slots: SearchSlots, source: SQL, limit = sql``): SQL {
  const { packageId, name } = searchDocuments;
  const condition = and(...filterConditions(slots)) ?? sql`true`;
  return sql`select ${packageId} as package_id, ${name} as name from ${source} where ${condition} ${limit}`;
}

const allFound = sql.raw(`(
  select json_agg(package_id) from (select package_id from fitting limit ${facetPackagesMax}) as counted)`);
