import type { PackageName, Version } from "@larder/package-spec";

import { abbreviatePackument } from "./abbreviate.ts";
import type { Manifest } from "./manifest.ts";
import { baseUrlPlaceholder, type Packument } from "./packument.ts";
import { renderResolutionDocument } from "./resolution-document.ts";
import { tarballFileOf, tarballPath } from "./tarball-path.ts";

/** What a registry knows of one of its own packages. */
export type PackageRecord = {
  readonly name: PackageName;
  /** Counts the writes of the package. */
  readonly revision: number;
  /** ISO 8601. */
  readonly created: string;
  /** ISO 8601. */
  readonly modified: string;
  readonly distTags: { readonly [tag: string]: Version };
  readonly maintainers: Packument["maintainers"];
  /** The names of those who like it. */
  readonly users: readonly string[];
  readonly readme: string | null;
  /** In the order of their publication. */
  readonly versions: readonly VersionRecord[];
};

/** One published version: the author's manifest, and the facts that only the registry may state. */
export type VersionRecord = {
  readonly version: Version;
  /** ISO 8601. */
  readonly published: string;
  readonly manifest: Manifest;
};

/** Both documents of a package as JSON texts; {@link baseUrlPlaceholder} stands where the public URL belongs. */
export type RenderedPackument = { readonly full: string; readonly abbreviated: string };

/** Returns the documents of a hosted package, ready to be stored: they are rendered when written, never when read. */
export function renderPackument(record: PackageRecord): RenderedPackument {
  const packument = packumentOf(record);
  return { full: JSON.stringify(packument), abbreviated: JSON.stringify(abbreviatePackument(packument)) };
}

/** Returns the documents of a package of an uplink, its own with the archives served by this registry, and what a resolver reads of it. */
export function renderUplinkPackument(packument: Packument): RenderedPackument & { readonly resolution: string } {
  const versions = Object.entries(packument.versions).map(([version, manifest]) => {
    const tarball = baseUrlPlaceholder + tarballPath(packument.name, tarballFileOf(manifest.dist));
    return [version, { ...manifest, dist: { ...manifest.dist, tarball } }];
  });
  const ours = { ...packument, versions: Object.fromEntries(versions) } as Packument;
  const abbreviated = abbreviatePackument(ours);
  return {
    full: JSON.stringify(ours),
    abbreviated: JSON.stringify(abbreviated),
    resolution: renderResolutionDocument(abbreviated),
  };
}

function packumentOf(record: PackageRecord): Packument {
  const { name, readme } = record;
  const latest = record.versions.find(({ version }) => version === record.distTags["latest"]) ?? record.versions.at(-1);
  const times = record.versions.map(({ version, published }) => [version, published]);
  return {
    _id: name,
    _rev: formatRevision(record.revision),
    name,
    ...pick(latest?.manifest, ["description"]),
    "dist-tags": record.distTags,
    versions: Object.fromEntries(record.versions.map(({ version, manifest }) => [version, manifest])),
    time: { created: record.created, modified: record.modified, ...Object.fromEntries(times) },
    maintainers: record.maintainers,
    ...(record.users.length === 0 ? {} : { users: Object.fromEntries(record.users.map((user) => [user, true])) }),
    ...pick(latest?.manifest, ["author", "repository", "homepage", "bugs", "license", "keywords"]),
    ...(readme === null ? {} : { readme, readmeFilename: "README.md" }),
  };
}

/** Returns the `_rev` of a package in the form that npm's clients pass back: `<count>-<text>`. */
export function formatRevision(revision: number): string {
  return `${revision}-larder`;
}

function pick(manifest: Manifest | undefined, fields: readonly string[]): { [field: string]: unknown } {
  const present = fields.filter((field) => manifest?.[field] !== undefined);
  return Object.fromEntries(present.map((field) => [field, manifest?.[field]]));
}
