import semver, { type Comparator, type SemVer } from "semver";

import {
  after,
  allPoints,
  before,
  comparePoints,
  complementOfPoints,
  type CutSet,
  hasPoint,
  intersectPoints,
  noPoints,
  pointsBetween,
  unitePoints,
} from "./cut-set.ts";

/**
 * A set of versions that is closed under ∩, ∪ and ¬ and keeps npm's rule for prereleases.
 *
 * By that rule `1.2.3-beta` is in `>=1.2.3-alpha` and not in `>=1.0.0`, so a range is not an interval
 * of the order. It is two sets: its releases, and its prereleases. Each is a union of intervals, and
 * every operation works on both alike.
 */
export type VersionSet = { readonly releases: CutSet; readonly prereleases: CutSet };

export const noVersions: VersionSet = { releases: noPoints, prereleases: noPoints };
export const anyVersion: VersionSet = { releases: allPoints, prereleases: allPoints };

/** Returns the versions that satisfy `range`, which npm's `semver` parses. Throws its TypeError when `range` is none. */
export function parseVersionSet(range: string): VersionSet {
  const alternatives = new semver.Range(range).set;
  return alternatives.map(versionsOfComparators).reduce(union, noVersions);
}

/** Returns the set that holds only `version`. */
export function exactly(version: SemVer): VersionSet {
  const point = pointsBetween(before(version), after(version));
  return version.prerelease.length > 0
    ? { releases: noPoints, prereleases: point }
    : { releases: point, prereleases: noPoints };
}

/** Returns the versions in both sets. */
export function intersection(left: VersionSet, right: VersionSet): VersionSet {
  return {
    releases: intersectPoints(left.releases, right.releases),
    prereleases: intersectPoints(left.prereleases, right.prereleases),
  };
}

/** Returns the versions in either set. */
export function union(left: VersionSet, right: VersionSet): VersionSet {
  return {
    releases: unitePoints(left.releases, right.releases),
    prereleases: unitePoints(left.prereleases, right.prereleases),
  };
}

/** Returns the versions that are not in `set`. */
export function complement(set: VersionSet): VersionSet {
  return { releases: complementOfPoints(set.releases), prereleases: complementOfPoints(set.prereleases) };
}

/** Is `version` in `set`? */
export function hasVersion(set: VersionSet, version: SemVer): boolean {
  return hasPoint(version.prerelease.length > 0 ? set.prereleases : set.releases, version);
}

/** Has `set` no part of the order? A set between two neighbours, such as `>1.0.0 <1.0.1`, is not seen as empty. */
export function isEmptySet(set: VersionSet): boolean {
  return isEmptyPoints(set.releases) && isEmptyPoints(set.prereleases);
}

/** Has `set` versions that are in `other`, and versions that are not? */
export function compareSets(
  set: VersionSet,
  other: VersionSet,
): { readonly inside: boolean; readonly outside: boolean } {
  const releases = comparePoints(set.releases, other.releases);
  if (releases.inside && releases.outside) return releases;
  const prereleases = comparePoints(set.prereleases, other.prereleases);
  return { inside: releases.inside || prereleases.inside, outside: releases.outside || prereleases.outside };
}

function isEmptyPoints(points: CutSet): boolean {
  return !points.startsInside && points.cuts.length === 0;
}

function versionsOfComparators(comparators: readonly Comparator[]): VersionSet {
  const between = comparators.map(pointsOfComparator).reduce(intersectPoints, allPoints);
  const open = comparators.map(prereleasesOpenedBy).reduce(unitePoints, noPoints);
  return { releases: between, prereleases: intersectPoints(between, open) };
}

function pointsOfComparator({ operator, semver: version }: Comparator): CutSet {
  if (!isVersion(version)) return allPoints;
  switch (operator) {
    case ">=":
      return pointsBetween(before(version), undefined);
    case ">":
      return pointsBetween(after(version), undefined);
    case "<":
      return pointsBetween(undefined, before(version));
    case "<=":
      return pointsBetween(undefined, after(version));
    default:
      return pointsBetween(before(version), after(version));
  }
}

/** A comparator that names a prerelease opens the prereleases of its own major.minor.patch, and no others. */
function prereleasesOpenedBy({ semver: version }: Comparator): CutSet {
  if (!isVersion(version) || version.prerelease.length === 0) return noPoints;
  const release = `${version.major}.${version.minor}.${version.patch}`;
  return pointsBetween(before(new semver.SemVer(`${release}-0`)), before(new semver.SemVer(release)));
}

/** The comparator of `*` carries a symbol in place of a version. */
function isVersion(version: SemVer | symbol): version is SemVer {
  return typeof version === "object";
}
