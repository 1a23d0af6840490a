import type { Database } from "../database.ts";
import type { Page } from "../page.ts";
import { countedMax, searchTextOf, textValues } from "./search-candidates.ts";
import type { PackageSummaryRow } from "./search-documents.ts";
import { filterValues, type PackageFilter } from "./search-filters.ts";
import { type ListedPage, listFitting } from "./search-lists.ts";
import { rankPackages, type Ranking, rankVague, searchTotalMax } from "./search-ranking.ts";
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
import type { SearchValues } from "./search-slots.ts";
import { vagueSearchesOf } from "./vague-searches.ts";

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
  const filter = filterValues(search);
  if (text === undefined) return listWithoutText(db, filter, { ...bounded, withFound: search.withFound });

  const weighing = { weights: search.weights ?? defaultWeights, at: search.at ?? new Date() };
  const values = {
    ...textValues(text),
    ...filter,
    ...weighingValues(weighing),
    ...bounded,
    ...(search.withFound === true ? { withFound: true } : {}),
  };
  return readHits(await rankOnce(db, values, JSON.stringify([text.query, filter])), weighing);
}

/** `search` is what says how many are found. */
async function rankOnce(db: Database, values: SearchValues, search: string): Promise<Ranking> {
  const vague = vagueSearchesOf(db);
  const lastChange = vague.lastChange(search);
  if (lastChange !== undefined) {
    const ranking = await rankVague(db, values);
    if (ranking.sequence <= lastChange) return ranking;
    vague.forget(search);
  }
  const ranking = await rankPackages(db, "plain", values);
  if (ranking.counted >= countedMax) {
    vague.remember(search, ranking.sequence + countedMax - searchTotalMax);
    return rankVague(db, values);
  }
  // Whoever writes a name that is there makes no typo.
  if (ranking.counted >= enoughHits || ranking.best >= matchPoints.unscopedName) return ranking;
  return rankPackages(db, "fuzzy", values);
}

function readHits({ rows, counted, found }: Ranking, weighing: Weighing): SearchPage {
  const hits = rows.map(({ row, match }) => {
    const scores = scoresOf(row, match, weighing);
    return { ...row, score: sumOf(scores), scores };
  });
  return { hits, total: Math.min(counted, searchTotalMax), found };
}

/** Without a text there is nothing to rank: packages that fit the filters, by name. */
async function listWithoutText(db: Database, filter: SearchValues, page: ListedPage): Promise<SearchPage> {
  const { rows, total, found } = await listFitting(db, filter, page);
  const scores = { match: 0, quality: 0, popularity: 0, maintenance: 0 };
  return { hits: rows.map((row) => ({ ...row, score: 0, scores })), total, found };
}
