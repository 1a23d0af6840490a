import type { AbbreviatedManifest } from "@larder/packument";
import type { SemVer } from "semver";

import type { PackageVersions } from "./package-versions.ts";
import { setOfKnownVersions } from "./versions/known-versions-set.ts";
import type { VersionSet } from "./versions/version-set.ts";

/** A version, whether it can be had or not. What a registry does not serve has no manifest here. */
export type ExistingVersion = { readonly semver: SemVer; readonly manifest: AbbreviatedManifest | undefined };

const merged = new WeakMap<PackageVersions, readonly ExistingVersion[]>();

/** Lists the versions that can be had and those that are kept back, low to high. */
export function existingVersions(versions: PackageVersions): readonly ExistingVersion[] {
  if (versions.keptBack.length === 0) return versions.ascending;
  const known = merged.get(versions);
  if (known) return known;
  const all = [...versions.ascending, ...versions.keptBack].toSorted((one, other) => one.semver.compare(other.semver));
  merged.set(versions, all);
  return all;
}

/**
 * Returns a set that holds the existing versions for which `isIn` is true, and none of the others.
 *
 * Those that are kept back count, so that a proof never says of them what is only true of the others,
 * and says once what is true of them too.
 */
export function versionsWhere(versions: PackageVersions, isIn: (version: ExistingVersion) => boolean): VersionSet {
  const existing = existingVersions(versions);
  return setOfKnownVersions(
    existing.map(({ semver }) => semver),
    (index) => existing[index] !== undefined && isIn(existing[index]),
  );
}
