import { and, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { runKept } from "./kept-statements.ts";
import { type PackageSummaryRow, shownColumns } from "./search-documents.ts";
import { facetPackagesMax } from "./search-facets.ts";
import { filterConditions } from "./search-filters.ts";
import { searchTotalMax } from "./search-ranking.ts";
import type { SearchSlots, SearchValues } from "./search-slots.ts";

/** Packages of one page, and how many there are in all, at most {@link searchTotalMax}. */
type FittingPackages = {
  readonly rows: readonly PackageSummaryRow[];
  readonly total: number;
  /** Of all pages, as many as facets are counted among; empty unless they are asked for. */
  readonly found: readonly number[];
};

/** So many names are looked through for a page of packages with frequent terms. */
const walkedNamesMax = 5000;

/**
 * Returns a page of the packages that fit a filter, which `filterValues` made, by name.
 *
 * How many fit decides how the page is found: to sort all that have a frequent term takes far longer than to go
 * through the names until enough of them fit.
 */
export async function listFitting(
  db: Database,
  filter: SearchValues,
  { from, size, withFound = false }: Page & { readonly withFound?: boolean | undefined },
): Promise<FittingPackages> {
  const counted = await runKept(db, "count", filter, (slots) => countStatement(db, slots));
  const { total } = onlyRow(counted);
  const values = { ...filter, from, size };
  const walked = total < searchTotalMax ? [] : await runKept(db, "walk", values, (slots) => walkStatement(db, slots));
  const rows = walked.length === size ? walked : await runKept(db, "sort", values, (slots) => sortStatement(db, slots));
  const found = withFound ? await runKept(db, "found", filter, (slots) => foundStatement(db, slots)) : [];
  return { rows, total, found: found.map(({ packageId }) => packageId) };
}

function countStatement(db: Database, slots: SearchSlots) {
  const found = sql`select from ${searchDocuments} where ${fits(slots)} limit ${sql.raw(String(searchTotalMax))}`;
  return db.select({ total: sql<number>`count(*)::int` }).from(sql`(${found}) as found`);
}

/** Names are ordered by their bytes, as the index has them, whatever the collation of the database. */
const byName = sql`${searchDocuments.name} using ~<~`;

/** The inner limit keeps Postgres from asking first for what fits. Relies on `search_documents_name_prefix_index`. */
function walkStatement(db: Database, slots: SearchSlots) {
  const walked = sql`select * from ${searchDocuments} order by ${byName} limit ${sql.raw(String(walkedNamesMax))}`;
  return pageStatement(db, slots, sql`(${walked}) as ${searchDocuments}`);
}

function sortStatement(db: Database, slots: SearchSlots) {
  return pageStatement(db, slots, sql`${searchDocuments}`);
}

/** Only what is shown is read whole. */
function pageStatement(db: Database, slots: SearchSlots, source: SQL) {
  const page = sql`(
    select ${searchDocuments.packageId} as package_id from ${source}
    where ${fits(slots)} order by ${byName} limit ${slots.of("size")}::int offset ${slots.of("from")}::int) as page`;
  return db
    .select(shownColumns)
    .from(searchDocuments)
    .innerJoin(page, sql`page.package_id = ${searchDocuments.packageId}`)
    .orderBy(byName);
}

/** Which packages fit, as many as facets are counted among, in no order. */
function foundStatement(db: Database, slots: SearchSlots) {
  const { packageId } = searchDocuments;
  const found = sql`select ${packageId} from ${searchDocuments} where ${fits(slots)}`;
  return db
    .select({ packageId: sql<number>`package_id` })
    .from(sql`(${found} limit ${sql.raw(String(facetPackagesMax))}) as found`);
}

function fits(slots: SearchSlots): SQL {
  return and(...filterConditions(slots)) ?? sql`true`;
}
