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
  type PackageRow,
  putDocument,
  putSearchDocument,
  type PublishedVersion,
} from "@larder/registry-database";

import { hashOf } from "../packuments/served-document.ts";
import { searchDocumentOf } from "./search-document.ts";

/**
 * Renders everything that is read of a package, in the transaction that changed it: both packuments,
 * and what lists and searches show. Of a package without versions nothing is left to read.
 */
export async function storeDocuments(tx: Database, pkg: PackageRow): Promise<void> {
  const [distTags, maintainers, versions] = [
    await listDistTags(tx, pkg.id),
    await listMaintainers(tx, pkg.id),
    await listVersions(tx, pkg.id),
  ];
  if (versions.length === 0) {
    await deleteDocument(tx, pkg.id);
    await deleteSearchDocument(tx, pkg.id);
    return;
  }
  const users = await listStarrers(tx, pkg.id);
  const latest = versions.find(({ version }) => version === distTags["latest"]);
  const record: PackageRecord = {
    name: pkg.name,
    revision: pkg.revision,
    created: pkg.createdAt.toISOString(),
    modified: pkg.modifiedAt.toISOString(),
    distTags,
    // npm prints `undefined` for an address that is not there, and nothing for an empty one.
    maintainers: maintainers.map(({ name, email }) => ({ name, email: email ?? "" })),
    users,
    readme: latest === undefined ? null : await findReadme(tx, latest.id),
    versions: versions.map(recordOf),
  };
  const { full, abbreviated } = renderPackument(record);
  await putDocument(tx, {
    packageId: pkg.id,
    revision: pkg.revision,
    full,
    abbreviated,
    fullHash: hashOf(full),
    abbreviatedHash: hashOf(abbreviated),
    modifiedAt: pkg.modifiedAt,
  });
  if (latest === undefined) return deleteSearchDocument(tx, pkg.id);
  const components = await listComponentsOf(tx, latest.id);
  await putSearchDocument(tx, searchDocumentOf({ pkg, latest, components, maintainers, readme: record.readme }));
}

function recordOf({ version, publishedAt, manifest, deprecated }: PublishedVersion): PackageRecord["versions"][number] {
  return {
    version,
    published: publishedAt.toISOString(),
    manifest: deprecated === null ? manifest : { ...manifest, deprecated },
  };
}
