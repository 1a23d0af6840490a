import type { PackageName } from "@larder/package-spec";
import { eq, getTableColumns, inArray } from "drizzle-orm";

import type { Database } from "../database.ts";
import { documents } from "../schema/documents.ts";
import { packages } from "../schema/packages.ts";

/** The rendered packument of a package. */
export type DocumentRow = typeof documents.$inferSelect;

/** Replaces the rendered packument of a package. */
export async function putDocument(db: Database, row: DocumentRow): Promise<void> {
  const { packageId, ...rest } = row;
  await db
    .insert(documents)
    .values({ packageId, ...rest })
    .onConflictDoUpdate({ target: documents.packageId, set: rest });
}

/** Returns the rendered packument; `undefined` when the package does not exist, or has no version left. */
export async function findDocument(db: Database, name: PackageName): Promise<DocumentRow | undefined> {
  const [row] = await db
    .select(getTableColumns(documents))
    .from(documents)
    .innerJoin(packages, eq(packages.id, documents.packageId))
    .where(eq(packages.name, name));
  return row;
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
