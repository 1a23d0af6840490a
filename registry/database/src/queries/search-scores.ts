import { type SQL, sql } from "drizzle-orm";

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

/** Returns the table `scored (package_id, name, match, quality, popularity, maintenance)` of the candidates, one row a package. */
export function scoredCandidates(candidates: SQL, weights: SearchWeights, at: Date): SQL {
  const ageSeconds = sql`greatest(0, extract(epoch from ${at.toISOString()}::timestamptz - published_at))::float8`;
  return sql`(
    select package_id, name, round(match::numeric, 3)::float8 as match,
      round((${weights.quality}::float8 * quality)::numeric, 3)::float8 as quality,
      round((${weights.popularity}::float8 * popularity)::numeric, 3)::float8 as popularity,
      round((${weights.maintenance}::float8 / (1 + ${ageSeconds} / 31557600))::numeric, 3)::float8 as maintenance
    from (
      select package_id, name, quality, popularity, published_at, max(points) as match
      from (${candidates}) as candidates group by package_id, name, quality, popularity, published_at
    ) as found
  ) as scored`;
}
