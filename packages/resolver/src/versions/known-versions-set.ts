import type { SemVer } from "semver";

import { allPoints, before, type Cut, type CutSet } from "./cut-set.ts";
import { noVersions, type VersionSet } from "./version-set.ts";

/**
 * Returns a set that holds the versions of `ascending` for which `isIn` is true, and none of the others.
 *
 * It reaches as far as it can without touching another version, since nothing exists in between: what
 * ten versions in a row have in common is said once, and no proof has to speak of gaps.
 */
export function setOfKnownVersions(ascending: readonly SemVer[], isIn: (index: number) => boolean): VersionSet {
  const marked = ascending.map((version, index) => ({ version, isMember: isIn(index) }));
  if (!marked.some(({ isMember }) => isMember)) return noVersions;
  return {
    releases: reach(marked.filter(({ version }) => version.prerelease.length === 0)),
    prereleases: reach(marked.filter(({ version }) => version.prerelease.length > 0)),
  };
}

/** Membership changes where a member and another version meet: just before the higher one. */
function reach(marked: readonly { readonly version: SemVer; readonly isMember: boolean }[]): CutSet {
  const [first] = marked;
  if (!first) return allPoints;
  const cuts: Cut[] = marked
    .filter(({ isMember }, index) => index > 0 && isMember !== marked[index - 1]?.isMember)
    .map(({ version }) => before(version));
  return { startsInside: first.isMember, cuts };
}
