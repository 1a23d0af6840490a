import { sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { runKept } from "./kept-statements.ts";
import { searchTextOf } from "./search-candidates.ts";
import type { SearchSlots } from "./search-slots.ts";

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
  const values = { packageIds: JSON.stringify(packageIds), asked: words };
  const rows = await runKept(db, "explain", values, (slots) => explainStatement(db, slots));
  return new Map(rows.map((row) => [row.packageId, row.words]));
}

function explainStatement(db: Database, slots: SearchSlots) {
  const { packageId, nameWords, words } = searchDocuments;
  return db
    .select({
      packageId,
      words: sql<ExplainedWord[]>`(
        select json_agg(json_build_object('word', word, 'places', array_remove(array[
          case when ${nameWords} @@ query then 'name' end,
          case when ts_filter(${words}, '{b}') @@ query then 'keywords' end,
          case when ts_filter(${words}, '{c}') @@ query then 'description' end], null)) order by place)
        from unnest(${slots.listOf("asked")}) with ordinality as asked(word, place), plainto_tsquery('larder', word) as query)`,
    })
    .from(searchDocuments)
    .where(sql`${packageId} in (select value::int from jsonb_array_elements_text(${slots.of("packageIds")}::jsonb))`);
}
