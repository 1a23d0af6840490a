// @ts-check

/**
 * @typedef {object} Summary
 * @property {number} count
 * @property {number | null} sum
 * @property {number | null} min
 * @property {number | null} max
 * @property {number | null} mean
 * @property {number | null} median
 * @property {number | null} p95
 * @property {number | null} standardDeviation
 */

/**
 * Returns what `values` look like as a whole. Every figure but the count is null for an empty list.
 *
 * @param {readonly number[]} values
 * @returns {Summary}
 */
export function summarise(values) {
  const count = values.length;
  if (count === 0) {
    return { count, sum: null, min: null, max: null, mean: null, median: null, p95: null, standardDeviation: null };
  }
  const sum = values.reduce((total, value) => total + value, 0);
  const mean = sum / count;
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / count;
  const sorted = values.toSorted((left, right) => left - right);
  return {
    count,
    sum,
    min: percentileOfSorted(sorted, 0),
    max: percentileOfSorted(sorted, 100),
    mean,
    median: percentileOfSorted(sorted, 50),
    p95: percentileOfSorted(sorted, 95),
    standardDeviation: Math.sqrt(variance),
  };
}

/**
 * Returns the value below which `percent` of `values` lie, interpolated between neighbours; NaN for an empty list.
 *
 * @param {readonly number[]} values
 * @param {number} percent from 0 to 100
 * @returns {number}
 */
export function percentile(values, percent) {
  return percentileOfSorted(
    values.toSorted((left, right) => left - right),
    percent,
  );
}

/**
 * Returns how much a counter grew per second, from its first point to its last; undefined when no time passed.
 *
 * A counter never falls. Where one does, its process began again at zero, so its whole value is growth.
 *
 * @param {readonly { readonly at: number, readonly value: number }[]} points in seconds, in any order
 * @returns {number | undefined}
 */
export function rate(points) {
  const sorted = points.toSorted((left, right) => left.at - right.at);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined || first.at === last.at) return undefined;
  let growth = 0;
  let previous = first.value;
  for (const { value } of sorted.slice(1)) {
    growth += value >= previous ? value - previous : value;
    previous = value;
  }
  return growth / (last.at - first.at);
}

/**
 * @param {readonly number[]} sorted
 * @param {number} percent
 * @returns {number}
 */
function percentileOfSorted(sorted, percent) {
  const position = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
