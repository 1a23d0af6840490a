import semver from "semver";

import type { Range } from "./version.ts";

/** A release as its three numbers. */
export type Release = readonly [major: number, minor: number, patch: number];

/** All releases from `from` on; those of `before` and above are not in it. */
export type ReleaseSpan = { readonly from: Release; readonly before: Release | undefined };

/**
 * Returns the spans of releases that lie in `range`, for an index that knows only numbers.
 *
 * Prereleases have no place in them: a bound that is one counts as the release that it leads to.
 */
export function releaseSpans(range: Range): ReleaseSpan[] {
  return new semver.Range(range).set.flatMap((comparators) => {
    const span = comparators.reduce<ReleaseSpan>((whole, comparator) => narrow(whole, spanOf(comparator)), everything);
    return span.before !== undefined && compareReleases(span.from, span.before) >= 0 ? [] : [span];
  });
}

const everything: ReleaseSpan = { from: [0, 0, 0], before: undefined };

function spanOf({ operator, semver: bound }: semver.Comparator): ReleaseSpan {
  // `*` has no bound, whatever the types say.
  if (!(bound instanceof semver.SemVer)) return everything;
  const at: Release = [bound.major, bound.minor, bound.patch];
  const after: Release = bound.prerelease.length > 0 ? at : [at[0], at[1], at[2] + 1];
  switch (operator) {
    case ">=":
      return { from: at, before: undefined };
    case ">":
      return { from: after, before: undefined };
    case "<":
      return { from: [0, 0, 0], before: at };
    case "<=":
      return { from: [0, 0, 0], before: after };
    default:
      return { from: at, before: after };
  }
}

function narrow(one: ReleaseSpan, other: ReleaseSpan): ReleaseSpan {
  const from = compareReleases(one.from, other.from) > 0 ? one.from : other.from;
  if (one.before === undefined || other.before === undefined) return { from, before: one.before ?? other.before };
  return { from, before: compareReleases(one.before, other.before) < 0 ? one.before : other.before };
}

function compareReleases(one: Release, other: Release): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
