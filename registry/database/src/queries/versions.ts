import type { Manifest } from "@larder/packument";
import type { Integrity, Version } from "@larder/package-spec";
import { and, asc, desc, eq, getTableColumns, isNull, lt } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";

import type { Database } from "../database.ts";
import { VersionNotFoundError } from "../not-found-errors.ts";
import type { PackageRow } from "./packages.ts";
import { uplinkTarballs } from "../schema/uplink-tarballs.ts";
import { users } from "../schema/users.ts";
import { versions } from "../schema/versions.ts";

/** A published version; a tombstone when `unpublishedAt` is set. */
export type VersionRow = typeof versions.$inferSelect;

/** A version with the name of who published it, and without what only its own page needs. */
export type PublishedVersion = Omit<VersionRow, "readme" | "files"> & { readonly publisher: string };

/** Returns the version, tombstones included; `undefined` when it was never published. */
export async function findVersion(
  db: Database,
  { packageId, version }: { readonly packageId: number; readonly version: Version },
): Promise<VersionRow | undefined> {
  const [row] = await db
    .select()
    .from(versions)
    .where(and(eq(versions.packageId, packageId), eq(versions.version, version)));
  return row;
}

/** Returns the version when it is there to be installed. Throws {@link VersionNotFoundError}, also for a tombstone. */
export async function getVersion(db: Database, pkg: PackageRow, version: Version): Promise<VersionRow> {
  const row = await findVersion(db, { packageId: pkg.id, version });
  if (row === undefined || row.unpublishedAt !== null) throw new VersionNotFoundError(pkg.name, version);
  return row;
}

/**
 * All versions of the package that are not tombstones, in the order in which they were published.
 *
 * Every publish reads them: a thousand READMEs and lists of files would be most of the bytes, for nothing.
 */
export async function listVersions(db: Database, packageId: number): Promise<PublishedVersion[]> {
  const { readme: _readme, files: _files, ...columns } = getTableColumns(versions);
  return db
    .select({ ...columns, publisher: users.name })
    .from(versions)
    .innerJoin(users, eq(users.id, versions.publishedBy))
    .where(and(eq(versions.packageId, packageId), isNull(versions.unpublishedAt)))
    .orderBy(asc(versions.id));
}

/** A version in a list. */
export type ListedVersion = Pick<
  VersionRow,
  "id" | "version" | "publishedAt" | "deprecated" | "sizeBytes" | "unpackedSizeBytes"
> & { readonly publisher: string };

/** Versions of the package that are not tombstones, the last published first: `size` of them, older than `after`. */
export async function listVersionsAfter(
  db: Database,
  packageId: number,
  { after, size }: { readonly after?: number | undefined; readonly size: number },
): Promise<ListedVersion[]> {
  const { id, version, publishedAt, deprecated, sizeBytes, unpackedSizeBytes } = versions;
  return db
    .select({ id, version, publishedAt, deprecated, sizeBytes, unpackedSizeBytes, publisher: users.name })
    .from(versions)
    .innerJoin(users, eq(users.id, versions.publishedBy))
    .where(
      and(
        eq(versions.packageId, packageId),
        isNull(versions.unpublishedAt),
        after === undefined ? undefined : lt(versions.id, after),
      ),
    )
    .orderBy(desc(versions.id))
    .limit(size);
}

/** Returns a version that is there to be installed, with who published it. Throws {@link VersionNotFoundError}. */
export async function getPublishedVersion(
  db: Database,
  pkg: PackageRow,
  version: Version,
): Promise<VersionRow & { readonly publisher: string }> {
  const [row] = await db
    .select({ ...getTableColumns(versions), publisher: users.name })
    .from(versions)
    .innerJoin(users, eq(users.id, versions.publishedBy))
    .where(and(eq(versions.packageId, pkg.id), eq(versions.version, version), isNull(versions.unpublishedAt)));
  if (row === undefined) throw new VersionNotFoundError(pkg.name, version);
  return row;
}

/** What the archive of a version holds. */
export type VersionFiles = Pick<VersionRow, "files" | "contentDigest" | "integrity" | "unpackedSizeBytes">;

/** Returns what is in the archive of a version that is there to be installed. Throws {@link VersionNotFoundError}. */
export async function getVersionFiles(db: Database, pkg: PackageRow, version: Version): Promise<VersionFiles> {
  const { files, contentDigest, integrity, unpackedSizeBytes } = versions;
  const [row] = await db
    .select({ files, contentDigest, integrity, unpackedSizeBytes })
    .from(versions)
    .where(and(eq(versions.packageId, pkg.id), eq(versions.version, version), isNull(versions.unpublishedAt)));
  if (row === undefined) throw new VersionNotFoundError(pkg.name, version);
  return row;
}

/** Returns the README of the version; `null` when it has none. */
export async function findReadme(db: Database, versionId: number): Promise<string | null> {
  const [row] = await db.select({ readme: versions.readme }).from(versions).where(eq(versions.id, versionId));
  return row?.readme ?? null;
}

/** Sets or, with `null`, takes back the words that warn of a version. */
export async function setDeprecated(
  db: Database,
  { versionId, deprecated }: { readonly versionId: number; readonly deprecated: string | null },
): Promise<void> {
  await db.update(versions).set({ deprecated }).where(eq(versions.id, versionId));
}

/** Replaces the manifest of the version, in which only what the registry itself says may be another. */
export async function setManifest(
  db: Database,
  { versionId, manifest }: { readonly versionId: number; readonly manifest: Manifest },
): Promise<void> {
  await db.update(versions).set({ manifest }).where(eq(versions.id, versionId));
}

/** Makes the version a tombstone. Its dist-tags must be gone or moved. */
export async function setUnpublished(
  db: Database,
  { versionId, at }: { readonly versionId: number; readonly at: Date },
): Promise<void> {
  await db.update(versions).set({ unpublishedAt: at }).where(eq(versions.id, versionId));
}

/** Does any version, or any archive kept from an uplink, need the blob? What nobody needs may be collected. */
export async function isBlobReferenced(db: Database, integrity: Integrity): Promise<boolean> {
  const published = db
    .select({ integrity: versions.integrity })
    .from(versions)
    .where(and(eq(versions.integrity, integrity), isNull(versions.unpublishedAt)));
  const fetched = db
    .select({ integrity: uplinkTarballs.integrity })
    .from(uplinkTarballs)
    .where(eq(uplinkTarballs.integrity, integrity));
  return (await unionAll(published, fetched).limit(1)).length > 0;
}
