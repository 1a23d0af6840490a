import type { Database } from "../database.ts";
import type { Page } from "../page.ts";
import { searchTextOf, textValues } from "./search-candidates.ts";
import type { PackageSummaryRow } from "./search-documents.ts";
import { filterValues, type PackageFilter } from "./search-filters.ts";
import { listFitting } from "./search-lists.ts";
import { type RankedRow, rankPackages, searchTotalMax } from "./search-ranking.ts";
import {
  defaultWeights,
  matchPoints,
  scoresOf,
  type SearchScore,
  type SearchWeights,
  sumOf,
  type Weighing,
  weighingValues,
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

/** With fewer hits than this, parts of names and likely typos are looked for as well. */
const enoughHits = 10;

/** Finds packages, best first, of equal ones the older first; nothing beyond {@link searchTotalMax}. */
export async function searchPackages(db: Database, search: PackageSearch, page: Page): Promise<SearchPage> {
  const text = searchTextOf(search.text ?? "", search.boostExact);
  const size = Math.max(0, Math.min(page.size, searchTotalMax - page.from));
  const bounded = { from: page.from, size };
  if (text === undefined) return listWithoutText(db, search, bounded);

  const weighing = { weights: search.weights ?? defaultWeights, at: search.at ?? new Date() };
  const values = {
    ...textValues(text),
    ...filterValues(search),
    ...weighingValues(weighing),
    ...bounded,
    ...(search.withFound === true ? { withFound: true } : {}),
  };
  const { best, ...plain } = readHits(await rankPackages(db, "plain", values), weighing);
  // Whoever writes a name that is there makes no typo.
  if (plain.total >= enoughHits || best >= matchPoints.unscopedName) return plain;
  const { best: _best, ...fuzzy } = readHits(await rankPackages(db, "fuzzy", values), weighing);
  return fuzzy;
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

/** Without a text there is nothing to rank: packages that fit the filters, by name. */
async function listWithoutText(db: Database, search: PackageSearch, page: Page): Promise<SearchPage> {
  const { rows, total, found } = await listFitting(db, filterValues(search), { ...page, withFound: search.withFound });
  const scores = { match: 0, quality: 0, popularity: 0, maintenance: 0 };
  return { hits: rows.map((row) => ({ ...row, score: 0, scores })), total, found };
}
