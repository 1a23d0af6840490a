import { type PackageRecord, renderPackument } from "@larder/packument";
import type { ComponentKind } from "@larder/package-contents";
import {
  type ComponentCounts,
  type Database,
  deleteDocument,
  deleteSearchDocument,
  findReadme,
  listComponentsOf,
  listDistTags,
  listMaintainers,
  listVersions,
  type PackageRow,
  putDocument,
  putSearchDocument,
  type PublishedVersion,
} from "@larder/registry-database";

import { hashOf } from "../packuments/served-document.ts";

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
  const latest = versions.find(({ version }) => version === distTags["latest"]);
  const record: PackageRecord = {
    name: pkg.name,
    revision: pkg.revision,
    created: pkg.createdAt.toISOString(),
    modified: pkg.modifiedAt.toISOString(),
    distTags,
    // npm prints `undefined` for an address that is not there, and nothing for an empty one.
    maintainers: maintainers.map(({ name, email }) => ({ name, email: email ?? "" })),
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
  await (latest === undefined ? deleteSearchDocument(tx, pkg.id) : storeSearchDocument(tx, pkg, latest));
}

function recordOf({ version, publishedAt, manifest, deprecated }: PublishedVersion): PackageRecord["versions"][number] {
  return {
    version,
    published: publishedAt.toISOString(),
    manifest: deprecated === null ? manifest : { ...manifest, deprecated },
  };
}

async function storeSearchDocument(tx: Database, pkg: PackageRow, latest: PublishedVersion): Promise<void> {
  const components = await listComponentsOf(tx, latest.id);
  const namesOf = (kind: ComponentKind): string[] =>
    components.filter((component) => component.kind === kind).map(({ name }) => name);
  const { description, keywords } = latest.manifest;
  const componentCounts: { [kind in ComponentKind]?: number } = {};
  for (const { kind } of components) componentCounts[kind] = (componentCounts[kind] ?? 0) + 1;

  await putSearchDocument(tx, {
    packageId: pkg.id,
    name: pkg.name,
    version: latest.version,
    description: typeof description === "string" ? description : null,
    keywords: Array.isArray(keywords) ? keywords.filter((keyword) => typeof keyword === "string") : [],
    domains: namesOf("domain"),
    plugins: namesOf("plugin"),
    kinds: [...new Set(components.map(({ kind }) => kind))],
    componentCounts: componentCounts satisfies ComponentCounts,
    componentNames: components.map(({ name }) => name),
    modifiedAt: pkg.modifiedAt,
  });
}
