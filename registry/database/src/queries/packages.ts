import type { PackageName } from "@larder/package-spec";
import { eq, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { PackageNotFoundError } from "../not-found-errors.ts";
import { onlyRow } from "../only-row.ts";
import { packages } from "../schema/packages.ts";

/** A package that this registry hosts. */
export type PackageRow = typeof packages.$inferSelect;

/** Returns the package. Throws {@link PackageNotFoundError}. */
export async function getPackage(db: Database, name: PackageName): Promise<PackageRow> {
  const pkg = await findPackage(db, name);
  if (pkg === undefined) throw new PackageNotFoundError(name);
  return pkg;
}

/** Returns the package; `undefined` when nothing was ever published under that name. */
export async function findPackage(db: Database, name: PackageName): Promise<PackageRow | undefined> {
  const [pkg] = await db.select().from(packages).where(eq(packages.name, name));
  return pkg;
}

/** Returns the package, locked until the transaction ends. Lock several in name order. Throws {@link PackageNotFoundError}. */
export async function lockPackage(db: Database, name: PackageName): Promise<PackageRow> {
  const [pkg] = await db.select().from(packages).where(eq(packages.name, name)).for("update");
  if (pkg === undefined) throw new PackageNotFoundError(name);
  return pkg;
}

/**
 * Returns the package, made when it is new, locked until the transaction ends. Lock several in name order.
 *
 * `isNew` tells whether this transaction made it: its publisher then becomes the maintainer.
 */
export async function lockOrInsertPackage(
  db: Database,
  { name, at }: { readonly name: PackageName; readonly at: Date },
): Promise<{ readonly pkg: PackageRow; readonly isNew: boolean }> {
  const [inserted] = await db
    .insert(packages)
    .values({ name, createdAt: at, modifiedAt: at })
    .onConflictDoNothing({ target: packages.name })
    .returning();
  if (inserted !== undefined) return { pkg: inserted, isNew: true };
  return { pkg: await lockPackage(db, name), isNew: false };
}

/** Counts one more write to the package; returns it with its new revision. */
export async function bumpPackageRevision(
  db: Database,
  { packageId, at }: { readonly packageId: number; readonly at: Date },
): Promise<PackageRow> {
  const rows = await db
    .update(packages)
    .set({ revision: sql`${packages.revision} + 1`, modifiedAt: at })
    .where(eq(packages.id, packageId))
    .returning();
  return onlyRow(rows);
}

/** The names of all packages that were ever published, in no particular order: one read when a registry starts. */
export async function listPackageNames(db: Database): Promise<PackageName[]> {
  const rows = await db.select({ name: packages.name }).from(packages);
  return rows.map((row) => row.name);
}
