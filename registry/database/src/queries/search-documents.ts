import { and, eq, getTableColumns, type SQL, sql } from "drizzle-orm";

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
  const { componentNames: _indexed, ...shown } = document;
  const row = {
    ...shown,
    words: weightedWords(document),
    terms: termsOf(document),
    hostVersions: document.hostRange === null ? null : multirangeOf(document.hostRange),
  };
  await db.insert(searchDocuments).values(row).onConflictDoUpdate({ target: searchDocuments.packageId, set: row });
}

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

/** Parts of names count as words of their own, so that `chat` finds `@acme/chat-flows`. */
function weightedWords({ name, keywords, componentNames, description }: NewSearchDocument): SQL<string> {
  const parts = [
    weighted("A", wordsOf([name])),
    weighted("B", wordsOf([...keywords, ...componentNames])),
    weighted("C", description ?? ""),
  ];
  return sql<string>`${sql.join(parts, sql` || `)}`;
}

function weighted(weight: "A" | "B" | "C", text: string): SQL {
  return sql`setweight(to_tsvector('larder', ${text}::text), ${weight}::"char")`;
}
