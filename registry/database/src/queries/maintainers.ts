import { and, asc, eq } from "drizzle-orm";

import type { Database } from "../database.ts";
import { maintainers } from "../schema/maintainers.ts";
import { users } from "../schema/users.ts";
import type { UserName } from "../user-name.ts";

/** Who may publish a package, and where to write to them. */
export type Maintainer = { readonly userId: number; readonly name: UserName; readonly email: string | null };

/** A user of a package. */
export type NewMaintainer = typeof maintainers.$inferInsert;

/** Makes the user a maintainer of the package. Twice is harmless. */
export async function insertMaintainer(db: Database, row: NewMaintainer): Promise<void> {
  await db.insert(maintainers).values(row).onConflictDoNothing();
}

/** Takes the package from the user. Does nothing when it was not a maintainer. */
export async function deleteMaintainer(db: Database, { packageId, userId }: NewMaintainer): Promise<void> {
  await db.delete(maintainers).where(and(eq(maintainers.packageId, packageId), eq(maintainers.userId, userId)));
}

/** The maintainers of the package, sorted by name. */
export async function listMaintainers(db: Database, packageId: number): Promise<Maintainer[]> {
  return db
    .select({ userId: users.id, name: users.name, email: users.email })
    .from(maintainers)
    .innerJoin(users, eq(users.id, maintainers.userId))
    .where(eq(maintainers.packageId, packageId))
    .orderBy(asc(users.name));
}

/** May the user publish the package? */
export async function isMaintainer(db: Database, { packageId, userId }: NewMaintainer): Promise<boolean> {
  const rows = await db
    .select({ userId: maintainers.userId })
    .from(maintainers)
    .where(and(eq(maintainers.packageId, packageId), eq(maintainers.userId, userId)));
  return rows.length > 0;
}
