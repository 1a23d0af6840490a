import type { DistTag, Version } from "@larder/package-spec";
import { and, asc, eq } from "drizzle-orm";

import type { Database } from "../database.ts";
import { DistTagNotFoundError } from "../not-found-errors.ts";
import { distTags } from "../schema/dist-tags.ts";
import type { PackageRow } from "./packages.ts";

/** A dist-tag to set. */
export type NewDistTag = typeof distTags.$inferInsert;

/** Points `tag` at `version`, creating the tag when it is new. The version must exist. */
export async function setDistTag(db: Database, row: NewDistTag): Promise<void> {
  await db
    .insert(distTags)
    .values(row)
    .onConflictDoUpdate({ target: [distTags.packageId, distTags.tag], set: { version: row.version } });
}

/** Removes a tag. Throws {@link DistTagNotFoundError}. */
export async function deleteDistTag(db: Database, pkg: PackageRow, tag: DistTag): Promise<void> {
  const deleted = await db
    .delete(distTags)
    .where(and(eq(distTags.packageId, pkg.id), eq(distTags.tag, tag)))
    .returning({ tag: distTags.tag });
  if (deleted.length === 0) throw new DistTagNotFoundError(pkg.name, tag);
}

/** All tags of the package with their versions, sorted by tag. */
export async function listDistTags(db: Database, packageId: number): Promise<{ readonly [tag: string]: Version }> {
  const rows = await db.select().from(distTags).where(eq(distTags.packageId, packageId)).orderBy(asc(distTags.tag));
  return Object.fromEntries(rows.map((row) => [row.tag, row.version]));
}
