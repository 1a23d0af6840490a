import type { Component } from "@larder/package-contents";
import { type PackageRecord, renderPackument } from "@larder/packument";
import {
  type Database,
  deleteDocument,
  deleteSearchDocument,
  findReadme,
  listComponentsOf,
  listDistTags,
  listMaintainers,
  listStarrers,
  listVersions,
  type Maintainer,
  type PackageRow,
  putDocument,
  putSearchDocument,
  type PublishedVersion,
  type UserName,
} from "@larder/registry-database";

import { hashOf } from "../packuments/served-document.ts";
import { searchDocumentOf } from "./search-document.ts";

/** What everything that is read of a package is rendered from. */
export type PackageState = {
  readonly distTags: PackageRecord["distTags"];
  readonly maintainers: readonly Maintainer[];
  /** Who likes it. */
  readonly starrers: readonly UserName[];
  readonly versions: readonly PublishedVersion[];
  /** What is in the version of `latest`. */
  readonly contents: { readonly readme: string | null; readonly components: readonly Component[] };
};

/** Reads what a package is rendered from, as the transaction has left it. */
export async function readPackageState(tx: Database, pkg: PackageRow): Promise<PackageState> {
  const distTags = await listDistTags(tx, pkg.id);
  const versions = await listVersions(tx, pkg.id);
  const latest = versions.find(({ version }) => version === distTags["latest"]);
  return {
    distTags,
    versions,
    maintainers: await listMaintainers(tx, pkg.id),
    starrers: await listStarrers(tx, pkg.id),
    contents: {
      readme: latest === undefined ? null : await findReadme(tx, latest.id),
      components: latest === undefined ? [] : await listComponentsOf(tx, latest.id),
    },
  };
}

/**
 * Renders everything that is read of a package, in the transaction that changed it: both packuments,
 * and what lists and searches show. Of a package without versions nothing is left to read.
 */
export async function storeDocuments(tx: Database, pkg: PackageRow, state: PackageState): Promise<void> {
  const { distTags, maintainers, starrers, versions, contents } = state;
  if (versions.length === 0) {
    await deleteDocument(tx, pkg.id);
    await deleteSearchDocument(tx, pkg.id);
    return;
  }
  const latest = versions.find(({ version }) => version === distTags["latest"]);
  const record: PackageRecord = {
    name: pkg.name,
    revision: pkg.revision,
    created: pkg.createdAt.toISOString(),
    modified: pkg.modifiedAt.toISOString(),
    distTags,
    // npm prints `undefined` for an address that is not there, and nothing for an empty one.
    maintainers: maintainers.map(({ name, email }) => ({ name, email: email ?? "" })),
    users: starrers,
    readme: contents.readme,
    versions: versions.map(recordOf),
  };
  const { full, abbreviated } = renderPackument(record);
  const listed = latest && searchDocumentOf({ pkg, latest, maintainers, ...contents });
  const document = {
    packageId: pkg.id,
    revision: pkg.revision,
    full,
    abbreviated,
    fullHash: hashOf(full),
    abbreviatedHash: hashOf(abbreviated),
    modifiedAt: pkg.modifiedAt,
  };
  await Promise.all([
    putDocument(tx, document),
    listed === undefined ? deleteSearchDocument(tx, pkg.id) : putSearchDocument(tx, listed),
  ]);
}

function recordOf({ version, publishedAt, manifest, deprecated }: PublishedVersion): PackageRecord["versions"][number] {
  return {
    version,
    published: publishedAt.toISOString(),
    manifest: deprecated === null ? manifest : { ...manifest, deprecated },
  };
}
