import type { SearchHit, SearchResults } from "@larder/registry-client";
import type { ExplainedWord, SearchFacets, SearchHitRow } from "@larder/registry-database";

/** Returns the hits with what their scores are the sum of, and where the words of the search stand in each. */
export function explainedHits(
  hits: readonly SearchHit[],
  rows: readonly SearchHitRow[],
  words: ReadonlyMap<number, readonly ExplainedWord[]>,
): SearchHit[] {
  return hits.map((hit, index) => {
    const row = rows[index];
    if (row === undefined) return hit;
    const found = (words.get(row.packageId) ?? []).map(({ word, places }) => ({ word, places: [...places] }));
    return { ...hit, why: { ...row.scores, words: found } };
  });
}

/** Returns facets as they travel: field → its most frequent values. */
export function facetLists({ counts, counted }: SearchFacets): NonNullable<SearchResults["facets"]> {
  const fields = Map.groupBy(counts, ({ field }) => field);
  const lists = [...fields].map(([field, values]) => [
    field,
    values.map(({ value, packages }) => ({ value, packages })),
  ]);
  return { counted, fields: Object.fromEntries(lists) as { [field: string]: { value: string; packages: number }[] } };
}
