import { type Database, deleteStar, insertStar, type PackageRow, type UserName } from "@larder/registry-database";

import type { AppliedChange } from "./change-package.ts";

/** Who likes a package, or no longer does. */
export type Star = { readonly userId: number; readonly name: UserName; readonly isStarred: boolean };

/** Gives a package a star, or takes it back; `undefined` when it is so already. */
export async function setStar(
  tx: Database,
  pkg: PackageRow,
  { userId, name, isStarred }: Star,
): Promise<AppliedChange | undefined> {
  const key = { packageId: pkg.id, userId };
  const isChanged = isStarred ? await insertStar(tx, key) : await deleteStar(tx, key);
  if (!isChanged) return undefined;
  return { kind: "stars", target: pkg.name, after: { [name]: isStarred }, modifiedAt: pkg.modifiedAt };
}
