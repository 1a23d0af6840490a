import type { Manifest } from "@larder/packument";
import { type Integrity, integrityOfSha512, parseDistTag, parsePackageName, parseVersion } from "@larder/package-spec";
import { createHash } from "node:crypto";

import type { Database } from "../database.ts";
import { insertPublished, type NewPublished } from "../queries/insert-published.ts";
import { lockOrInsertPackage, type PackageRow } from "../queries/packages.ts";
import { putSearchDocument } from "../queries/search-documents.ts";
import { insertUser, type UserRow } from "../queries/users.ts";
import type { VersionRow } from "../queries/versions.ts";
import { parseUserName } from "../user-name.ts";

/** The moment at which test rows happen. */
export const testMoment = new Date("2026-11-21T10:00:00.000Z");

/** A published version, as little of it as matters to a test. */
export type TestVersion = {
  readonly name: string;
  readonly version: string;
  readonly publisher: UserRow;
} & Partial<Pick<NewPublished, "components" | "edges">>;

/** Inserts a user without a password. */
export function insertTestUser(db: Database, name: string): Promise<UserRow> {
  return insertUser(db, { name: parseUserName(name), createdAt: testMoment });
}

/** Inserts a package without versions, or returns it when it is there. */
export async function insertTestPackage(db: Database, name: string): Promise<PackageRow> {
  return (await lockOrInsertPackage(db, { name: parsePackageName(name), at: testMoment })).pkg;
}

/** Inserts a version with an archive of its own, points `latest` at it, and lists the package with it. */
export async function insertTestVersion(
  db: Database,
  { name, version, publisher, components = [], edges = [] }: TestVersion,
): Promise<{ readonly pkg: PackageRow; readonly version: VersionRow }> {
  const pkg = await insertTestPackage(db, name);
  const integrity = integrityOf(`${name}@${version}`);
  const manifest = { name, version, dist: { tarball: "", integrity } } as unknown as Manifest;
  const row = await insertPublished(db, pkg.name, {
    version: {
      packageId: pkg.id,
      version: parseVersion(version),
      manifest,
      readme: null,
      integrity,
      shasum: "0".repeat(40),
      sizeBytes: 100,
      unpackedSizeBytes: 200,
      files: [{ path: "package.json", size: 200, sha256: "0".repeat(64) }],
      contentDigest: null,
      publishedBy: publisher.id,
      publishedAt: testMoment,
    },
    tags: [parseDistTag("latest")],
    components,
    edges,
    isMaintainedByPublisher: false,
  });
  await putSearchDocument(db, {
    ...emptySearchDocument,
    packageId: pkg.id,
    name: pkg.name,
    versionId: row.id,
    version: row.version,
  });
  return { pkg, version: row };
}

/** What lists and searches know of a package that says nothing of itself. */
export const emptySearchDocument = {
  description: null,
  keywords: [],
  domains: [],
  plugins: [],
  kinds: [],
  componentCounts: {},
  componentNames: [],
  modifiedAt: testMoment,
  publishedAt: testMoment,
  author: null,
  license: null,
  hostRange: null,
  deprecated: null,
  about: null,
  quality: 0,
};

function integrityOf(content: string): Integrity {
  return integrityOfSha512(createHash("sha512").update(content).digest("base64"));
}
