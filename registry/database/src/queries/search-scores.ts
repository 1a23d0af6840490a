import { type SQL, sql } from "drizzle-orm";

import { searchDocuments } from "../schema/search-documents.ts";
import type { SearchText } from "./search-candidates.ts";
import { startsWith } from "./search-filters.ts";

/** Why a hit stands where it stands: its score is the sum. */
export type SearchScore = {
  /** 100 when the text is the name, 50 when it is the name without its scope. */
  readonly exact: number;
  /** 10 when the name, or the name without its scope, starts with the text. */
  readonly prefix: number;
  /** 0 to 10: how well the words fit, where they stand. */
  readonly words: number;
  /** 0 to 5: how alike text and name are, letter by letter. */
  readonly likeness: number;
};

/** Returns the table `ranked (package_id, score, scores)` of the candidates. Every part is computed once a row. */
export function rankedCandidates(text: SearchText, candidates: SQL): SQL {
  return sql`(
    select package_id, exact + prefix + words + likeness as score,
      json_build_object('exact', exact, 'prefix', prefix, 'words', words, 'likeness', likeness) as scores
    from (${scoredCandidates(text, candidates)} offset 0) as scored
  ) as ranked`;
}

function scoredCandidates({ name: text, query }: SearchText, candidates: SQL): SQL {
  const { packageId, name, unscopedName, words } = searchDocuments;
  const prefix = startsWith(text);
  // 32 maps the rank of Postgres to 0…1. Rounded, since the engines differ in the last digits.
  return sql`
    select ${packageId} as package_id,
      (case when ${name} = ${text}::text then 100 when ${unscopedName} = ${text}::text then 50 else 0 end)::float8 as exact,
      (case when ${name} like ${prefix}::text or ${unscopedName} like ${prefix}::text then 10 else 0 end)::float8 as prefix,
      round((10 * ts_rank(${words}, ${query}, 32))::numeric, 4)::float8 as words,
      round((5 * greatest(similarity(${name}, ${text}::text), similarity(${unscopedName}, ${text}::text)))::numeric, 4)::float8 as likeness
    from ${searchDocuments} where ${packageId} in (${candidates})`;
}
