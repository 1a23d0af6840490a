import type { SemVer } from "semver";

import { type Cut, type CutSet } from "./cut-set.ts";
import type { VersionSet } from "./version-set.ts";

/**
 * Returns a set that holds the versions of `ascending` for which `isIn` is true, and not the others.
 *
 * Neighbours become one interval: what ten versions in a row have in common is said once.
 */
export function setOfKnownVersions(ascending: readonly SemVer[], isIn: (index: number) => boolean): VersionSet {
  const releases: Cut[] = [];
  const prereleases: Cut[] = [];
  ascending.forEach((version, index) => {
    if (!isIn(index)) return;
    const cuts = version.prerelease.length > 0 ? prereleases : releases;
    const last = cuts.at(-1);
    const joins = last && isPrecededByMember(ascending, index, isIn);
    if (joins && cuts.length > 0) cuts[cuts.length - 1] = { version, after: true };
    else cuts.push({ version, after: false }, { version, after: true });
  });
  return { releases: pointsOf(releases), prereleases: pointsOf(prereleases) };
}

function pointsOf(cuts: readonly Cut[]): CutSet {
  return { startsInside: false, cuts };
}

/** Is the version of the same sort (release or prerelease) before `index` in the set as well? */
function isPrecededByMember(ascending: readonly SemVer[], index: number, isIn: (index: number) => boolean): boolean {
  const isPrerelease = (ascending[index]?.prerelease.length ?? 0) > 0;
  for (let before = index - 1; before >= 0; before--) {
    if ((ascending[before]?.prerelease.length ?? 0) > 0 === isPrerelease) return isIn(before);
  }
  return false;
}
