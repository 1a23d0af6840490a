import { type AbbreviatedManifest, type AbbreviatedPackument, isJsonObject } from "@larder/packument";
import type { PackageName, Version } from "@larder/package-spec";
import { SemVer } from "semver";

import { findNotServed, type KeptBack, listKeptBack } from "./kept-back.ts";
import type { Refusal } from "./policy/refusal.ts";

/** One version of a package, parsed once. */
export type PackageVersion = {
  readonly version: Version;
  readonly semver: SemVer;
  readonly manifest: AbbreviatedManifest;
};

/** A document as the resolver reads it. */
export type PackageVersions = {
  readonly name: PackageName;
  /** From low to high. */
  readonly ascending: readonly PackageVersion[];
  readonly byVersion: ReadonlyMap<string, PackageVersion>;
  readonly tags: { readonly [tag: string]: Version };
  /** Version → when it was published, as the registry says it. */
  readonly time: { readonly [version: string]: unknown } | undefined;
  /** What the registry does not serve, and what the host's policy refuses, from low to high. */
  readonly keptBack: readonly KeptBack[];
  /** Why its registry serves none of the versions, whichever there are. */
  readonly notServed: Refusal | undefined;
  /** Has any version a `larder` key? Then a host has one version of it at most, where it wants or requires it. */
  readonly isPlugin: boolean;
};

const parsed = new WeakMap<AbbreviatedPackument, PackageVersions>();

/**
 * Returns `packument` with its versions parsed and sorted.
 *
 * The result is kept as long as the document object is: whoever solves many requests, such as a
 * registry, hands the same object in again, and nothing of it is parsed twice. Versions that are not
 * valid by node-semver are left out, as npm does.
 */
export function packageVersionsOf(packument: AbbreviatedPackument): PackageVersions {
  const known = parsed.get(packument);
  if (known) return known;

  const ascending = Object.entries(packument.versions)
    .flatMap(([text, manifest]) => parseVersionOf(text, manifest))
    .toSorted((a, b) => a.semver.compare(b.semver));
  const versions: PackageVersions = {
    name: packument.name,
    ascending,
    byVersion: new Map(ascending.map((version) => [version.version, version])),
    tags: packument["dist-tags"],
    time: isJsonObject(packument.time) ? packument.time : undefined,
    keptBack: listKeptBack(packument),
    notServed: findNotServed(packument),
    isPlugin: ascending.some(({ manifest }) => manifest.larder !== undefined),
  };
  parsed.set(packument, versions);
  return versions;
}

function parseVersionOf(text: string, manifest: AbbreviatedManifest): PackageVersion[] {
  try {
    const semver = new SemVer(text);
    return [{ version: semver.version as Version, semver, manifest }];
  } catch {
    return [];
  }
}
