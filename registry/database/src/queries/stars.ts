import type { PackageName } from "@larder/package-spec";
import { and, asc, eq } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type ReadableNames, readableNames } from "../name-rules.ts";
import { packages } from "../schema/packages.ts";
import { stars } from "../schema/stars.ts";
import { users } from "../schema/users.ts";
import type { UserName } from "../user-name.ts";

/** Somebody likes a package. */
export type NewStar = typeof stars.$inferInsert;

/** Notes that the user likes the package. Returns whether that is new. */
export async function insertStar(db: Database, row: NewStar): Promise<boolean> {
  return (await db.insert(stars).values(row).onConflictDoNothing().returning()).length > 0;
}

/** Takes the star back. Returns whether there was one. */
export async function deleteStar(db: Database, { packageId, userId }: NewStar): Promise<boolean> {
  const removed = await db
    .delete(stars)
    .where(and(eq(stars.packageId, packageId), eq(stars.userId, userId)))
    .returning();
  return removed.length > 0;
}

/** The users who like the package, sorted by name. */
export async function listStarrers(db: Database, packageId: number): Promise<UserName[]> {
  const rows = await db
    .select({ name: users.name })
    .from(stars)
    .innerJoin(users, eq(users.id, stars.userId))
    .where(eq(stars.packageId, packageId))
    .orderBy(asc(users.name));
  return rows.map(({ name }) => name);
}

/** The packages that the user likes, sorted by name, as far as they may be read. */
export async function listStarred(
  db: Database,
  { userId, readable }: { readonly userId: number; readonly readable?: ReadableNames | undefined },
): Promise<PackageName[]> {
  const rows = await db
    .select({ name: packages.name })
    .from(stars)
    .innerJoin(packages, eq(packages.id, stars.packageId))
    .where(and(eq(stars.userId, userId), readableNames(packages.name, readable)))
    .orderBy(asc(packages.name));
  return rows.map(({ name }) => name);
}
