import type { PackageName } from "@larder/package-spec";
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { searchDocuments } from "../schema/search-documents.ts";
import { type PublishedFile, versions } from "../schema/versions.ts";

/** Where to go on: after the row of this number. */
type RowsAfter = { readonly after: number; readonly size: number };

/** A package that is listed with less than publishes note today. */
export type OlderPackage = { readonly id: number; readonly name: PackageName };

/** Lists packages that were last changed before their people and links were indexed, by id. */
export async function listOlderPackages(db: Database, { after, size }: RowsAfter): Promise<OlderPackage[]> {
  const { packageId, name, about } = searchDocuments;
  return db
    .select({ id: packageId, name })
    .from(searchDocuments)
    .where(and(gt(packageId, after), isNull(about)))
    .orderBy(asc(packageId))
    .limit(size);
}

/** A version that was published before the digests of contents were noted. */
type OlderVersion = { readonly id: number; readonly files: readonly PublishedFile[] };

/** Lists versions without a digest of their contents, by id. */
export async function listOlderVersions(db: Database, { after, size }: RowsAfter): Promise<OlderVersion[]> {
  const { id, files, contentDigest } = versions;
  return db
    .select({ id, files })
    .from(versions)
    .where(and(gt(id, after), isNull(contentDigest)))
    .orderBy(asc(id))
    .limit(size);
}

/** Notes digests of contents, in one statement. */
export async function setContentDigests(
  db: Database,
  digests: readonly { readonly id: number; readonly digest: string }[],
): Promise<void> {
  await db
    .update(versions)
    .set({ contentDigest: sql`found.digest` })
    .from(sql`jsonb_to_recordset(${JSON.stringify(digests)}::jsonb) as found(id int, digest text)`)
    .where(eq(versions.id, sql`found.id`));
}
