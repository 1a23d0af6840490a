import { compareVersions } from "@larder/package-spec";

import type { Interval } from "./affected-intervals.ts";

/** Clients and this registry read ranges up to about this length. */
const lengthMax = 900;

/**
 * Returns the npm range of all versions in `intervals`; `undefined` when there are none.
 *
 * What is too long for a range becomes all versions between the lowest and the highest: rather one warning
 * too many than one too few.
 */
export function vulnerableRange(intervals: readonly Interval[]): string | undefined {
  const joined = joinOverlapping(intervals);
  const [first] = joined;
  const last = joined.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const range = joined.map(formatInterval).join(" || ");
  return range.length <= lengthMax ? range : formatInterval({ from: first.from, end: last.end });
}

/** Returns the same versions in intervals from low to high that do not touch. */
function joinOverlapping(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const next of intervals.toSorted(compareBeginnings)) {
    const last = joined.pop();
    if (last === undefined) joined.push(next);
    else if (reaches(last, next)) joined.push({ from: last.from, end: fartherEnd(last.end, next.end) });
    else joined.push(last, next);
  }
  return joined;
}

function compareBeginnings(one: Interval, other: Interval): number {
  if (one.from === undefined || other.from === undefined) {
    return Number(one.from !== undefined) - Number(other.from !== undefined);
  }
  return compareVersions(one.from, other.from);
}

function reaches({ end }: Interval, { from }: Interval): boolean {
  return end === undefined || from === undefined || compareVersions(from, end.version) <= 0;
}

function fartherEnd(one: Interval["end"], other: Interval["end"]): Interval["end"] {
  if (one === undefined || other === undefined) return undefined;
  const order = compareVersions(one.version, other.version);
  if (order === 0) return one.isInside ? one : other;
  return order > 0 ? one : other;
}

function formatInterval({ from, end }: Interval): string {
  if (from !== undefined && end?.version === from) return from;
  const upper = end === undefined ? "" : `${end.isInside ? "<=" : "<"}${end.version}`;
  return [from === undefined ? "" : `>=${from}`, upper].filter((text) => text !== "").join(" ") || "*";
}
