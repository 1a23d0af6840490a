import type { PackageName } from "@larder/package-spec";
import { queryOf } from "@larder/sql";
import { eq, getTableColumns, inArray } from "drizzle-orm";

import type { Database } from "../database.ts";
import { isOneOf } from "../is-one-of.ts";
import { documents } from "../schema/documents.ts";
import { packages } from "../schema/packages.ts";

/** The rendered packument of a package. */
export type DocumentRow = typeof documents.$inferSelect;

/** Replaces the rendered packument of a package. */
export async function putDocument(db: Database, row: DocumentRow): Promise<void> {
  await queryOf(db)(putStatement, [
    row.packageId,
    row.revision,
    row.full,
    row.abbreviated,
    row.fullHash,
    row.abbreviatedHash,
    row.modifiedAt.toISOString(),
  ]);
}

const putStatement = `
  insert into documents (package_id, revision, "full", abbreviated, full_hash, abbreviated_hash, modified_at)
  values ($1::int, $2::int, $3::text, $4::text, $5::text, $6::text, $7::timestamptz)
  on conflict (package_id) do update set revision = excluded.revision, "full" = excluded."full",
    abbreviated = excluded.abbreviated, full_hash = excluded.full_hash, abbreviated_hash = excluded.abbreviated_hash,
    modified_at = excluded.modified_at`;

/** Returns the rendered packument; `undefined` when the package does not exist, or has no version left. */
export async function findDocument(db: Database, name: PackageName): Promise<DocumentRow | undefined> {
  const [row] = await db
    .select(getTableColumns(documents))
    .from(documents)
    .innerJoin(packages, eq(packages.id, documents.packageId))
    .where(eq(packages.name, name));
  return row;
}

/** The part of a rendered packument of which a resolver's is made. */
export type ShortDocument = Pick<DocumentRow, "abbreviated" | "abbreviatedHash" | "modifiedAt"> & {
  readonly name: PackageName;
};

/** The short packuments of those of `names` that have a version left, in no particular order. */
export async function listShortDocuments(db: Database, names: readonly PackageName[]): Promise<ShortDocument[]> {
  const { abbreviated, abbreviatedHash, modifiedAt } = documents;
  return db
    .select({ name: packages.name, abbreviated, abbreviatedHash, modifiedAt })
    .from(documents)
    .innerJoin(packages, eq(packages.id, documents.packageId))
    .where(isOneOf(packages.name, names));
}

/** Those of `names` that have a version left, in no particular order. */
export async function listPackagesWithVersions(db: Database, names: readonly PackageName[]): Promise<PackageName[]> {
  if (names.length === 0) return [];
  const rows = await db
    .select({ name: packages.name })
    .from(documents)
    .innerJoin(packages, eq(packages.id, documents.packageId))
    .where(inArray(packages.name, [...names]));
  return rows.map(({ name }) => name);
}

/** Removes the rendered packument of a package that has no version left. */
export async function deleteDocument(db: Database, packageId: number): Promise<void> {
  await db.delete(documents).where(eq(documents.packageId, packageId));
}
