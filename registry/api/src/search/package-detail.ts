import { relationsOf } from "@larder/package-contents";
import { type DependencyMap, type Manifest, type ManifestRelations } from "@larder/packument";
import type { PackageName, Version } from "@larder/package-spec";
import type { PackageDetail, VersionSummary } from "@larder/registry-client";
import {
  type Database,
  findPackageSummary,
  getPackage,
  getPublishedVersion,
  listComponentsOf,
  listDistTags,
  listMaintainers,
  type ListedVersion,
  listVersionsAfter,
  PackageNotFoundError,
} from "@larder/registry-database";

import { packageSummary } from "./package-summary.ts";

/** The others are in the list of versions, page by page. */
const shownVersionsMax = 1000;

/**
 * Returns everything that a page shows of a hosted package, about `wanted` or else about its latest version.
 *
 * Throws {@link PackageNotFoundError} and `VersionNotFoundError`.
 */
export async function getPackageDetail(db: Database, name: PackageName, wanted?: Version): Promise<PackageDetail> {
  const pkg = await getPackage(db, name);
  const summary = await findPackageSummary(db, pkg.id);
  if (summary === undefined) throw new PackageNotFoundError(name);
  const version = wanted ?? summary.version;
  const shown = await getPublishedVersion(db, pkg, version);
  const versions = await listVersionsAfter(db, pkg.id, { size: shownVersionsMax });

  const maintainers = await listMaintainers(db, pkg.id);
  const { manifest } = shown;
  const relations = relationsOf(manifest) ?? {};
  return {
    ...packageSummary(summary),
    version,
    description: textOrNull(manifest["description"]),
    distTags: await listDistTags(db, pkg.id),
    versions: (versions.some(({ id }) => id === shown.id) ? versions : [...versions, shown]).map(versionSummary),
    maintainers: maintainers.map((maintainer) => maintainer.name),
    license: textOrNull(manifest["license"]),
    homepage: webUrlOrNull(manifest["homepage"]),
    readme: shown.readme,
    components: await listComponentsOf(db, shown.id),
    requires: requiresOf(relations),
    provides: relations.provides ?? {},
    dependencies: dependenciesOf(manifest),
  };
}

function versionSummary(row: ListedVersion): VersionSummary {
  return {
    version: row.version,
    published: row.publishedAt.toISOString(),
    publishedBy: row.publisher,
    deprecated: row.deprecated,
    size: row.sizeBytes,
    unpackedSize: row.unpackedSizeBytes,
  };
}

function requiresOf({ requires = {} }: ManifestRelations): DependencyMap {
  const ranges = Object.entries(requires).map(([target, wanted]) => [
    target,
    typeof wanted === "string" ? wanted : wanted.version,
  ]);
  return Object.fromEntries(ranges);
}

function dependenciesOf({ dependencies }: Manifest): DependencyMap {
  return dependencies ?? {};
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** A page makes a link of it, so it must lead to the web. */
function webUrlOrNull(value: unknown): string | null {
  return typeof value === "string" && /^https?:\/\//.test(value) ? value : null;
}
