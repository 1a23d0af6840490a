import type { ComponentKind } from "@larder/package-contents";
import type { Scope } from "@larder/package-spec";
import { and, arrayContains, asc, desc, getTableColumns, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type NameRule, readableNames } from "../name-rules.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { wordsOf } from "../search-words.ts";
import type { PackageSummaryRow } from "./search-documents.ts";

/** What is searched for; each part narrows, except that `text` also ranks. */
export type PackageSearch = {
  /** Words of names, keywords, components and descriptions; a part of a name or a name with a typo finds too. */
  readonly text?: string;
  readonly scope?: Scope;
  readonly keyword?: string;
  /** Has a component in this domain. */
  readonly domain?: string;
  /** Has this plugin. */
  readonly plugin?: string;
  readonly kind?: ComponentKind;
  /** Ordered rules of what the caller may read, applied before anything is counted. Without any, everything. */
  readonly readable?: readonly NameRule[];
};

/** Why a hit stands where it stands: `score` is the sum. */
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

/** A package that was found. */
export type SearchHitRow = PackageSummaryRow & { readonly score: number; readonly scores: SearchScore };

/** Hits of one page, and how many there are in all, at most {@link searchTotalMax}. */
export type SearchPage = { readonly hits: readonly SearchHitRow[]; readonly total: number };

/** Nobody reads further, and counting further would cost the more the vaguer the text is. */
export const searchTotalMax = 1000;

const textLengthMax = 256;

const { words: _words, ...shownColumns } = getTableColumns(searchDocuments);

/** Finds packages, best first, equal ones by name; nothing beyond {@link searchTotalMax}. */
export async function searchPackages(db: Database, search: PackageSearch, page: Page): Promise<SearchPage> {
  const text = (search.text ?? "").trim().toLowerCase().slice(0, textLengthMax);
  const isFound = and(...conditionsOf(search), text === "" ? undefined : fitsText(text));
  const size = Math.max(0, Math.min(page.size, searchTotalMax - page.from));

  const scores = scoresOf(text);
  const score = sql<number>`(${scores.exact} + ${scores.prefix} + ${scores.words} + ${scores.likeness})::float8`;
  const rows = await db
    .select({ shown: shownColumns, score, scores })
    .from(searchDocuments)
    .where(isFound)
    .orderBy(desc(score), asc(searchDocuments.name))
    .limit(size)
    .offset(page.from);
  const hits = rows.map(({ shown, ...ranked }) => ({ ...shown, ...ranked }));
  return { hits, total: await countFound(db, isFound) };
}

async function countFound(db: Database, isFound: SQL | undefined): Promise<number> {
  const found = db
    .select({ packageId: searchDocuments.packageId })
    .from(searchDocuments)
    .where(isFound)
    .limit(searchTotalMax)
    .as("found");
  return onlyRow(await db.select({ total: sql<number>`count(*)::int` }).from(found)).total;
}

/** Relies on the GIN indexes of the arrays. */
function conditionsOf(search: PackageSearch): (SQL | undefined)[] {
  const { scope, keyword, domain, plugin, kind, readable } = search;
  return [
    scope === undefined ? undefined : sql`starts_with(${searchDocuments.name}, ${`${scope}/`}::text)`,
    keyword === undefined ? undefined : arrayContains(searchDocuments.keywords, [keyword]),
    domain === undefined ? undefined : arrayContains(searchDocuments.domains, [domain]),
    plugin === undefined ? undefined : arrayContains(searchDocuments.plugins, [plugin]),
    kind === undefined ? undefined : arrayContains(searchDocuments.kinds, [kind]),
    readableNames(searchDocuments.name, readable),
  ];
}

/** Relies on the index of the words, and on the trigram index of the names for the other two. */
function fitsText(text: string): SQL {
  const { name, words } = searchDocuments;
  const part = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql`(${words} @@ ${queryOf(text)} or ${name} like ${part}::text or ${name} % ${text}::text)`;
}

function scoresOf(text: string): { [part in keyof SearchScore]: SQL<number> } {
  const none = sql<number>`0::float8`;
  if (text === "") return { exact: none, prefix: none, words: none, likeness: none };
  const { name, words } = searchDocuments;
  const unscoped = sql`regexp_replace(${name}, '^@[^/]*/', '')`;
  return {
    exact: sql`(case when ${name} = ${text}::text then 100 when ${unscoped} = ${text}::text then 50 else 0 end)::float8`,
    prefix: sql`(case when starts_with(${name}, ${text}::text) or starts_with(${unscoped}, ${text}::text) then 10 else 0 end)::float8`,
    // 32 maps the rank of Postgres to 0…1.
    words: sql`round((10 * ts_rank(${words}, ${queryOf(text)}, 32))::numeric, 4)::float8`,
    likeness: sql`round((5 * greatest(similarity(${name}, ${text}::text), similarity(${unscoped}, ${text}::text)))::numeric, 4)::float8`,
  };
}

/** Quotes, `or` and `-` mean what they mean in other searches; parts of names are words. */
function queryOf(text: string): SQL {
  const words = /"|(?:^|\s)-/.test(text) ? text : wordsOf([text]);
  return sql`websearch_to_tsquery('larder', ${words}::text)`;
}
