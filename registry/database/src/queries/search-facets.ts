import { sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { termFields } from "../search-terms.ts";
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

/** `has` says no more than that there is one, so there is nothing to choose between. */
const fields: ReadonlySet<string> = new Set(termFields.filter((field) => field !== "has"));

/** Counts what packages have in common, among the first {@link facetPackagesMax} of these. */
export async function countFacets(db: Database, packageIds: readonly number[]): Promise<SearchFacets> {
  const counted = packageIds.slice(0, facetPackagesMax);
  const values = { counted: JSON.stringify(counted) };
  const terms = await runKept(db, "facets", values, (slots) => termsStatement(db, slots));
  return { counts: mostFrequent(terms), counted: counted.length };
}

/** Counts each term as a whole: to take all of them apart first would take the database longer than to find them. */
function termsStatement(db: Database, slots: SearchSlots) {
  const isCounted = sql`${searchDocuments.packageId} in (
    select value::int from jsonb_array_elements_text(${slots.of("counted")}::jsonb))`;
  const terms = sql`select unnest(${searchDocuments.terms}) as term from ${searchDocuments} where ${isCounted}`;
  return db
    .select({ term: sql<string>`term`, packages: sql<number>`count(*)::int` })
    .from(sql`(${terms}) as found`)
    .groupBy(sql`term`);
}

/** Returns the most frequent values of each field, of equally frequent ones the first in the alphabet. */
function mostFrequent(terms: readonly { readonly term: string; readonly packages: number }[]): FacetCount[] {
  const counts = terms.map(({ term, packages }) => {
    const colon = term.indexOf(":");
    return { field: term.slice(0, colon), value: term.slice(colon + 1), packages };
  });
  const ofFields = Map.groupBy(counts, ({ field }) => field);
  return [...ofFields.keys()]
    .filter((field) => fields.has(field))
    .toSorted()
    .flatMap((field) => (ofFields.get(field) ?? []).toSorted(byFrequency).slice(0, valuesMax));
}

function byFrequency(one: FacetCount, other: FacetCount): number {
  return other.packages - one.packages || (one.value < other.value ? -1 : 1);
}
