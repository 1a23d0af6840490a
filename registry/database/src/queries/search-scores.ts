import { type SQL, sql } from "drizzle-orm";

import { searchDocuments } from "../schema/search-documents.ts";
import type { SearchSlots, SearchValues } from "./search-slots.ts";

/** What each way of being found is worth; the best one counts. */
export const matchPoints = { name: 100, unscopedName: 50, prefix: 10, nameWords: 8, keyword: 5, words: 2 } as const;

/** What a name that is the text letter by letter would be worth; one that only looks like it, a part of that. */
export const likenessMax = 5;

/** How much of what is known of a package counts beside how well it fits, each from 0 to 1. */
export type SearchWeights = { readonly quality: number; readonly popularity: number; readonly maintenance: number };

/** What npm asks for when its user says nothing. */
export const defaultWeights: SearchWeights = { quality: 0.65, popularity: 0.98, maintenance: 0.5 };

/** Why a hit stands where it stands: its score is the sum. */
export type SearchScore = {
  /** How it was found: 100 by its name, 50 by its name without the scope, 10 by a beginning of it, 8 by words of it, 5 by keywords, 2 by words elsewhere; up to 5 for a name that looks like the text. */
  readonly match: number;
  /** 0 to 1 times its weight: what the package says of itself. */
  readonly quality: number;
  /** 0 to 1 times its weight: how often it is fetched. */
  readonly popularity: number;
  /** 0 to 1 times its weight: how recent its latest version is; half for one of a year ago. */
  readonly maintenance: number;
};

const yearSeconds = 31_557_600;

/** What a package is weighed by: what counts for how much, and now. */
export type Weighing = { readonly weights: SearchWeights; readonly at: Date };

/** Returns what {@link worthOf} reads. */
export function weighingValues({ weights, at }: Weighing): SearchValues {
  return { ...weights, at: at.getTime() / 1000 };
}

/**
 * Returns what a package is worth besides how well it fits, in SQL over its row of `search_documents`: the sum of what
 * {@link scoresOf} tells apart.
 */
export function worthOf(slots: SearchSlots): SQL {
  const { quality, popularity, publishedAt, modifiedAt } = searchDocuments;
  // `extract` counts in numbers of any length, and an interval in months: each takes as long as all the rest.
  const at = sql`date_part('epoch', coalesce(${publishedAt}, ${modifiedAt}))`;
  const ageSeconds = sql`greatest(0::float8, ${slots.of("at")}::float8 - ${at})`;
  return sql`${slots.of("quality")}::float8 * ${quality} + ${slots.of("popularity")}::float8 * ${popularity}
    + ${slots.of("maintenance")}::float8 / (1::float8 + ${ageSeconds} / ${sql.raw(String(yearSeconds))}::float8)`;
}

/** Returns the most that {@link worthOf} can be. */
export function worthMaxOf(slots: SearchSlots): SQL {
  return sql`(${slots.of("quality")}::float8 + ${slots.of("popularity")}::float8 + ${slots.of("maintenance")}::float8)`;
}

/** What of a package its score follows from. */
export type Weighed = Pick<
  typeof searchDocuments.$inferSelect,
  "quality" | "popularity" | "publishedAt" | "modifiedAt"
>;

/** Returns the parts of the score of a package that was found with `match` points, to three digits. */
export function scoresOf(row: Weighed, match: number, { weights, at }: Weighing): SearchScore {
  const ageSeconds = Math.max(0, (at.getTime() - (row.publishedAt ?? row.modifiedAt).getTime()) / 1000);
  return {
    match: rounded(match),
    quality: rounded(weights.quality * row.quality),
    popularity: rounded(weights.popularity * row.popularity),
    maintenance: rounded(weights.maintenance / (1 + ageSeconds / yearSeconds)),
  };
}

/** Returns the score that the parts add up to. */
export function sumOf({ match, quality, popularity, maintenance }: SearchScore): number {
  return rounded(match + quality + popularity + maintenance);
}

function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
}
