import { type PackageName, scopeOf } from "@larder/package-spec";
import { queryOf } from "@larder/sql";
import { asc, eq, gt, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { PackageNotFoundError } from "../not-found-errors.ts";
import { onlyRow } from "../only-row.ts";
import type { OrgName } from "../org-name.ts";
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

/** A package that is locked, or that this transaction has made. */
export type HeldPackage =
  | { readonly isNew: false; readonly pkg: PackageRow }
  /** What makes it is its first write. Its publisher becomes the maintainer; `org` owns the scope of its name. */
  | { readonly isNew: true; readonly pkg: PackageRow; readonly org: OrgName | null };

/** Returns the package, made when it is new, locked until the transaction ends. Lock several in name order. */
export async function lockOrInsertPackage(
  db: Database,
  { name, at }: { readonly name: PackageName; readonly at: Date },
): Promise<HeldPackage> {
  const owner = scopeOf(name)?.slice(1) ?? null;
  const [inserted] = await queryOf(db)<{ readonly id: number; readonly org: OrgName | null }>(insertStatement, [
    name,
    at.toISOString(),
    owner,
  ]);
  if (inserted === undefined) return { isNew: false, pkg: await lockPackage(db, name) };
  const pkg = { id: inserted.id, name, revision: 1, createdAt: at, modifiedAt: at, readers: null };
  return { isNew: true, pkg, org: inserted.org };
}

const insertStatement = `
  insert into packages (name, revision, created_at, modified_at) values ($1::text, 1, $2::timestamptz, $2::timestamptz)
  on conflict (name) do nothing returning id, (select orgs.name from orgs where orgs.name = $3::text) as org`;

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

/** Packages that were ever published, by id: `size` of them, from the next after the one with the id `after`. */
export async function listPackagesAfter(
  db: Database,
  { after, size }: { readonly after: number; readonly size: number },
): Promise<Pick<PackageRow, "id" | "name">[]> {
  const { id, name } = packages;
  return db.select({ id, name }).from(packages).where(gt(id, after)).orderBy(asc(id)).limit(size);
}
