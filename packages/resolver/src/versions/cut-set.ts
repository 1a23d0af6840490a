import type { SemVer } from "semver";

/** A place between versions: just before `version`, or just after it. */
export type Cut = { readonly version: SemVer; readonly after: boolean };

/**
 * A set of points of node-semver's total order, as the places where membership changes.
 *
 * With the cuts sorted, the complement is one flipped flag and every other operation one merge, so
 * there are no cases of open, closed and unbounded ends to get wrong.
 */
export type CutSet = { readonly startsInside: boolean; readonly cuts: readonly Cut[] };

export const noPoints: CutSet = { startsInside: false, cuts: [] };
export const allPoints: CutSet = { startsInside: true, cuts: [] };

/** Returns the points from `low` up to `high`; an end that is `undefined` has no bound. */
export function pointsBetween(low: Cut | undefined, high: Cut | undefined): CutSet {
  if (low && high && compareCuts(low, high) >= 0) return noPoints;
  return { startsInside: low === undefined, cuts: [low, high].filter((cut) => cut !== undefined) };
}

/** Returns the points that are not in `set`. */
export function complementOfPoints(set: CutSet): CutSet {
  return { startsInside: !set.startsInside, cuts: set.cuts };
}

/** Returns the points that are in both sets. */
export function intersectPoints(left: CutSet, right: CutSet): CutSet {
  return combine(left, right, (inLeft, inRight) => inLeft && inRight);
}

/** Returns the points that are in either set. */
export function unitePoints(left: CutSet, right: CutSet): CutSet {
  return combine(left, right, (inLeft, inRight) => inLeft || inRight);
}

/** Is `version` in `set`? */
export function hasPoint(set: CutSet, version: SemVer): boolean {
  let inside = set.startsInside;
  for (const cut of set.cuts) {
    const order = cut.version.compare(version);
    if (order > 0 || (order === 0 && cut.after)) break;
    inside = !inside;
  }
  return inside;
}

/** Orders cuts from low to high. */
function compareCuts(left: Cut, right: Cut): number {
  return left.version.compare(right.version) || Number(left.after) - Number(right.after);
}

function combine(left: CutSet, right: CutSet, isIn: (inLeft: boolean, inRight: boolean) => boolean): CutSet {
  let inLeft = left.startsInside;
  let inRight = right.startsInside;
  let inside = isIn(inLeft, inRight);
  const startsInside = inside;
  const cuts: Cut[] = [];
  let l = 0;
  let r = 0;

  for (;;) {
    const nextLeft = left.cuts[l];
    const nextRight = right.cuts[r];
    const next = lower(nextLeft, nextRight);
    if (next === undefined) return { startsInside, cuts };
    if (nextLeft && compareCuts(nextLeft, next) === 0) {
      inLeft = !inLeft;
      l++;
    }
    if (nextRight && compareCuts(nextRight, next) === 0) {
      inRight = !inRight;
      r++;
    }
    if (isIn(inLeft, inRight) !== inside) {
      inside = !inside;
      cuts.push(next);
    }
  }
}

function lower(left: Cut | undefined, right: Cut | undefined): Cut | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return compareCuts(left, right) <= 0 ? left : right;
}
