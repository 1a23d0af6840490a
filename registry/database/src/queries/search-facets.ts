import { sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { runKept } from "./kept-statements.ts";
import type { SearchSlots } from "./search-slots.ts";

/** How many of the packages that were counted have one value of a facet. */
export type FacetCount = { readonly field: string; readonly value: string; readonly packages: number };

/** Facets, and among how many packages they were counted. */
export type SearchFacets = { readonly counts: readonly FacetCount[]; readonly counted: number };

/** Among more packages nothing is counted: a person chooses by what is frequent, and counting all would cost more than finding. */
export const facetPackagesMax = 500;

/** How many values of each field are told, the most frequent first. */
const valuesMax = 10;

const fields = ["scope", "keyword", "author", "maintainer", "license", "domain", "plugin", "kind", "is"];

/** Counts what packages have in common, among the first {@link facetPackagesMax} of these. */
export async function countFacets(db: Database, packageIds: readonly number[]): Promise<SearchFacets> {
  const counted = packageIds.slice(0, facetPackagesMax);
  const values = { counted: JSON.stringify(counted) };
  const counts = await runKept(db, "facets", values, (slots) => facetsStatement(db, slots));
  return { counts, counted: counted.length };
}

function facetsStatement(db: Database, slots: SearchSlots) {
  const isCounted = sql`${searchDocuments.packageId} in (
    select value::int from jsonb_array_elements_text(${slots.of("counted")}::jsonb))`;
  return db
    .select({ field: sql<string>`field`, value: sql<string>`value`, packages: sql<number>`packages` })
    .from(
      sql`(
        with counts as (
          select term, count(*)::int as packages from ${searchDocuments}, unnest(${searchDocuments.terms}) as term
          where ${isCounted} group by term
        ),
        facets as (
          select split_part(term, ':', 1) as field, substr(term, strpos(term, ':') + 1) as value, packages from counts
        )
        select field, value, packages, row_number() over (partition by field order by packages desc, value) as place
        from facets where field in (${sql.raw(fields.map((field) => `'${field}'`).join())})
      ) as ranked`,
    )
    .where(sql.raw(`place <= ${valuesMax}`))
    .orderBy(sql`field, place`);
}
