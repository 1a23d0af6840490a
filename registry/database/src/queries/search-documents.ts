import { queryOf } from "@larder/sql";
import { and, eq, getTableColumns, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type ReadableNames, readableNames } from "../name-rules.ts";
import { onlyRow } from "../only-row.ts";
import type { Page } from "../page.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { termsOf } from "../search-terms.ts";
import { wordsOf } from "../search-words.ts";
import { multirangeOf } from "../version-multirange.ts";

const {
  words: _words,
  nameWords: _nameWords,
  unscopedName: _unscopedName,
  terms: _terms,
  hostVersions: _hostVersions,
  ...columns
} = getTableColumns(searchDocuments);

/** The columns that lists show: all but those that only searches read. */
export const shownColumns = columns;

/** What lists show of a package. */
export type PackageSummaryRow = Pick<typeof searchDocuments.$inferSelect, keyof typeof columns>;

/** What a package is listed with and found by. `componentNames` are the names of all its components, of every kind. */
export type NewSearchDocument = Omit<PackageSummaryRow, "popularity"> & { readonly componentNames: readonly string[] };

/** Replaces what a package is found by, in the transaction that changed its `latest` version. */
export async function putSearchDocument(db: Database, document: NewSearchDocument): Promise<void> {
  const { name, keywords, componentNames, description, hostRange } = document;
  await queryOf(db)(putStatement, [
    document.packageId,
    name,
    document.version,
    description,
    document.keywords,
    document.domains,
    document.plugins,
    document.kinds,
    JSON.stringify(document.componentCounts),
    document.modifiedAt.toISOString(),
    // Parts of names count as words of their own, so that `chat` finds `@acme/chat-flows`.
    wordsOf([name]),
    wordsOf([...keywords, ...componentNames]),
    document.versionId,
    termsOf(document),
    hostRange,
    hostRange === null ? null : multirangeOf(hostRange),
    document.author,
    document.license,
    document.publishedAt?.toISOString() ?? null,
    document.deprecated,
    document.about === null ? null : JSON.stringify(document.about),
    document.quality,
  ]);
}

const putStatement = `
  insert into search_documents (package_id, name, version, description, keywords, domains, plugins, kinds,
    component_counts, modified_at, words, version_id, terms, host_range, host_versions, author, license, published_at,
    deprecated, about, quality)
  values ($1::int, $2::text, $3::text, $4::text, $5::text[], $6::text[], $7::text[], $8::text[],
    $9::jsonb, $10::timestamptz,
    setweight(to_tsvector('larder', $11::text), 'A') || setweight(to_tsvector('larder', $12::text), 'B')
      || setweight(to_tsvector('larder', coalesce($4::text, '')), 'C'),
    $13::int, $14::text[], $15::text, $16::int8multirange, $17::text, $18::text, $19::timestamptz,
    $20::text, $21::json, $22::real)
  on conflict (package_id) do update set (name, version, description, keywords, domains, plugins, kinds,
    component_counts, modified_at, words, version_id, terms, host_range, host_versions, author, license, published_at,
    deprecated, about, quality) = (excluded.name, excluded.version, excluded.description, excluded.keywords,
    excluded.domains, excluded.plugins, excluded.kinds, excluded.component_counts, excluded.modified_at, excluded.words,
    excluded.version_id, excluded.terms, excluded.host_range, excluded.host_versions, excluded.author, excluded.license,
    excluded.published_at, excluded.deprecated, excluded.about, excluded.quality)`;

/** Removes a package that has no `latest` version from lists and search. */
export async function deleteSearchDocument(db: Database, packageId: number): Promise<void> {
  await db.delete(searchDocuments).where(eq(searchDocuments.packageId, packageId));
}

/** Packages by name. `readable` is what the caller may read; without it, everything. */
export async function listPackages(
  db: Database,
  page: Page & { readonly after?: string | undefined },
  readable?: ReadableNames,
): Promise<PackageSummaryRow[]> {
  return db
    .select(shownColumns)
    .from(searchDocuments)
    .where(
      and(
        page.after === undefined ? undefined : sql`${searchDocuments.name} > ${page.after}::text`,
        readableNames(searchDocuments.name, readable),
      ),
    )
    .orderBy(searchDocuments.name)
    .limit(page.size)
    .offset(page.from);
}

/** Nobody pages further than this by number, and counting all would read all. */
const packageTotalMax = 10_000;

/** How many packages {@link listPackages} would list in all, counted up to {@link packageTotalMax}. */
export async function countPackages(db: Database, readable?: ReadableNames): Promise<number> {
  const found = db
    .select({ one: sql`1` })
    .from(searchDocuments)
    .where(readableNames(searchDocuments.name, readable))
    .limit(packageTotalMax);
  const rows = await db.select({ total: sql<number>`count(*)::int` }).from(found.as("found"));
  return onlyRow(rows).total;
}

/** Returns what lists show of one package; `undefined` when it has no `latest` version. */
export async function findPackageSummary(db: Database, packageId: number): Promise<PackageSummaryRow | undefined> {
  const [row] = await db.select(shownColumns).from(searchDocuments).where(eq(searchDocuments.packageId, packageId));
  return row;
}
