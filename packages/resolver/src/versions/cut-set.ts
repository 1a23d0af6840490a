import type { SemVer } from "semver";

/** A place between versions: just before `version`, or just after it. */
export type Cut = {
  readonly version: SemVer;
  readonly after: boolean;
  /** Orders releases and prereleases of different numbers at once; a solver compares some ten million cuts. */
  readonly order: number;
};

/**
 * A set of points of node-semver's total order, as the places where membership changes.
 *
 * With the cuts sorted, the complement is one flipped flag and every other operation one merge, so
 * there are no cases of open, closed and unbounded ends to get wrong.
 */
export type CutSet = { readonly startsInside: boolean; readonly cuts: readonly Cut[] };

export const noPoints: CutSet = { startsInside: false, cuts: [] };
export const allPoints: CutSet = { startsInside: true, cuts: [] };

/** Returns the place just before `version`. */
export function before(version: SemVer): Cut {
  return { version, after: false, order: orderOf(version) };
}

/** Returns the place just after `version`. */
export function after(version: SemVer): Cut {
  return { version, after: true, order: orderOf(version) };
}

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
  const point = before(version);
  for (const cut of set.cuts) {
    if (compareCuts(cut, point) > 0) break;
    inside = !inside;
  }
  return inside;
}

/** Orders cuts from low to high. */
function compareCuts(left: Cut, right: Cut): number {
  const difference = left.order - right.order;
  if (difference < 0 || difference > 0) return difference;
  return left.version.compare(right.version) || Number(left.after) - Number(right.after);
}

const perNumber = 2 ** 17;

/** The three numbers of a version as one, with a release after its prereleases; no number when they are too large for that. */
function orderOf({ major, minor, patch, prerelease }: SemVer): number {
  if (major >= perNumber || minor >= perNumber || patch >= perNumber) return Number.NaN;
  return ((major * perNumber + minor) * perNumber + patch) * 2 + (prerelease.length > 0 ? 0 : 1);
}

/** Has `set` points that are in `other`, and points that are not? Says both without making a set. */
export function comparePoints(set: CutSet, other: CutSet): { readonly inside: boolean; readonly outside: boolean } {
  let [inSet, inOther] = [set.startsInside, other.startsInside];
  let seen = whereIs(inSet, inOther);
  let s = 0;
  let o = 0;
  while (seen !== both && (s < set.cuts.length || (inSet && o < other.cuts.length))) {
    const order = whichIsFirst(set.cuts[s], other.cuts[o]);
    if (order <= 0) {
      inSet = !inSet;
      s++;
    }
    if (order >= 0) {
      inOther = !inOther;
      o++;
    }
    seen |= whereIs(inSet, inOther);
  }
  return { inside: (seen & insideOther) !== 0, outside: (seen & outsideOther) !== 0 };
}

const insideOther = 1;
const outsideOther = 2;
const both = insideOther | outsideOther;

function whereIs(inSet: boolean, inOther: boolean): number {
  if (!inSet) return 0;
  return inOther ? insideOther : outsideOther;
}

function whichIsFirst(left: Cut | undefined, right: Cut | undefined): number {
  if (left && right) return compareCuts(left, right);
  return left ? -1 : 1;
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
