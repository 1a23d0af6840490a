import { and, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { fuzzyCandidates, plainCandidates, searchTextOf, textValues } from "./search-candidates.ts";
import { filterConditions, filterValues } from "./search-filters.ts";
import { SearchSlots } from "./search-slots.ts";
import type { PackageSearch } from "./search-packages.ts";

/** How many of the packages that were counted have one value of a facet. */
export type FacetCount = { readonly field: string; readonly value: string; readonly packages: number };

/** Facets, and among how many packages they were counted. */
export type SearchFacets = { readonly counts: readonly FacetCount[]; readonly counted: number };

/** Among more packages nothing is counted: a person chooses by what is frequent, and counting all would cost more than finding. */
export const facetPackagesMax = 500;

/** How many values of each field are told, the most frequent first. */
const valuesMax = 10;

const fields = ["scope", "keyword", "author", "maintainer", "license", "domain", "plugin", "kind", "is"];

/** Counts what the packages that a search finds have in common, among {@link facetPackagesMax} of them. */
export async function countFacets(db: Database, search: PackageSearch): Promise<SearchFacets> {
  const rows = await db
    .select({
      field: sql<string>`field`,
      value: sql<string>`value`,
      packages: sql<number>`packages`,
      counted: sql<number>`counted`,
    })
    .from(
      sql`(
        with found as materialized (select distinct package_id from (${candidatesOf(search)}) as candidates limit ${facetPackagesMax}::int),
        counts as (
          select split_part(term, ':', 1) as field, substr(term, strpos(term, ':') + 1) as value, count(*)::int as packages
          from found join ${searchDocuments} using (package_id), unnest(terms) as term group by 1, 2
        )
        select field, value, packages, (select count(*)::int from found) as counted,
          row_number() over (partition by field order by packages desc, value) as place
        from counts
      ) as facets`,
    )
    .where(sql`place <= ${valuesMax}::int and field = any(${sql.param(fields, searchDocuments.terms)}::text[])`)
    .orderBy(sql`field, place`);
  return {
    counts: rows.map(({ counted: _all, ...count }) => count),
    counted: rows[0]?.counted ?? 0,
  };
}

function candidatesOf(search: PackageSearch): SQL {
  const text = searchTextOf(search.text ?? "", search.boostExact);
  const values = { ...(text === undefined ? {} : textValues(text)), ...filterValues(search) };
  const slots = new SearchSlots(values, false);
  if (text !== undefined) {
    return sql`with plain as materialized (${plainCandidates(slots)})
      select * from plain union all select * from (${fuzzyCandidates(slots)}) as fuzzy where not exists (select from plain)`;
  }
  const fits = and(...filterConditions(slots)) ?? sql`true`;
  return sql`select package_id from ${searchDocuments} where ${fits} limit ${facetPackagesMax}::int`;
}
