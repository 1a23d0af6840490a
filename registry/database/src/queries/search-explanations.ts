import { inArray, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { searchTextOf } from "./search-candidates.ts";

/** Where a word of a search stands in a package. */
export type WordPlace = "name" | "keywords" | "description";

/** A word of a search, and where a package has it; nowhere, when only its name looks like the text. */
export type ExplainedWord = { readonly word: string; readonly places: readonly WordPlace[] };

/** Returns, for each of some packages, where the words of `text` stand. `keywords` are also names of components. */
export async function explainWords(
  db: Database,
  { text, packageIds }: { readonly text: string; readonly packageIds: readonly number[] },
): Promise<ReadonlyMap<number, readonly ExplainedWord[]>> {
  const words = searchTextOf(text)?.words ?? [];
  if (words.length === 0 || packageIds.length === 0) return new Map();
  const { packageId, nameWords, words: indexed } = searchDocuments;
  const rows = await db
    .select({
      packageId,
      words: sql<ExplainedWord[]>`(
        select json_agg(json_build_object('word', word, 'places', array_remove(array[
          case when ${nameWords} @@ query then 'name' end,
          case when ts_filter(${indexed}, '{b}') @@ query then 'keywords' end,
          case when ts_filter(${indexed}, '{c}') @@ query then 'description' end], null)) order by place)
        from unnest(${sql.param([...words], searchDocuments.terms)}::text[]) with ordinality as asked(word, place), plainto_tsquery('larder', word) as query)`,
    })
    .from(searchDocuments)
    .where(inArray(packageId, [...packageIds]));
  return new Map(rows.map((row) => [row.packageId, row.words]));
}
