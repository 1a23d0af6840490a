import type { Fixture } from "./fixtures.ts";

/** How large abbreviated packuments are: a quarter is smaller than 2 kB, half of them are smaller than 5 kB, and so on. */
const sizeQuantiles = [
  { share: 0, bytes: 800 },
  { share: 0.25, bytes: 2000 },
  { share: 0.5, bytes: 5000 },
  { share: 0.75, bytes: 16_000 },
  { share: 0.9, bytes: 60_000 },
  { share: 0.97, bytes: 200_000 },
  { share: 0.995, bytes: 800_000 },
  { share: 1, bytes: 2_000_000 },
] as const;

/** About what a version takes in them, without its dependencies and with as many as it has at most. */
const bytesPerVersion = 1250;
const bytesPerDependency = 34;
const dependenciesMax = 18;

/** Returns `count` packages of the sizes that packuments have, the same in each run; the size says nothing of the place. */
export function zipfFixtures(count: number): Fixture[] {
  return Array.from({ length: count }, (_, rank) => {
    const bytes = sizeAt(spread(rank, Math.SQRT2));
    const versions = Math.max(1, Math.round(bytes / bytesPerVersion));
    const spare = Math.max(0, bytes - bytesPerVersion) / bytesPerDependency + 1;
    const dependencies = versions === 1 ? Math.min(dependenciesMax, Math.floor(spare)) : dependenciesMax;
    return { name: `bench-mix-${String(rank).padStart(4, "0")}`, versions, dependencies, noiseBytes: 500 };
  });
}

/**
 * Returns `length` numbers below `count`, in the order in which they are asked for: a number comes half as often as
 * one that is half as large. Each part of it is like the whole, so that a slow server is asked the same as a fast one.
 */
export function zipfOrder(count: number, length: number): number[] {
  const cumulative: number[] = [];
  for (let rank = 0, sum = 0; rank < count; rank++) cumulative.push((sum += 1 / (rank + 1)));
  const total = cumulative.at(-1) ?? 0;
  return Array.from({ length }, (_, index) => firstAbove(cumulative, total * spread(index, goldenRatio)));
}

const goldenRatio = (1 + Math.sqrt(5)) / 2;

/** Numbers of 0 to 1 that lie evenly wherever one looks: the fractions of the multiples of an irrational number. */
function spread(index: number, irrational: number): number {
  return ((index + 1) * irrational) % 1;
}

/** Between two quantiles sizes grow by factors. */
function sizeAt(share: number): number {
  const above = Math.max(
    1,
    sizeQuantiles.findIndex((quantile) => quantile.share >= share),
  );
  const [low, high] = [sizeQuantiles[above - 1], sizeQuantiles[above]];
  if (low === undefined || high === undefined) throw new Error(`${share} is no share`);
  return low.bytes * (high.bytes / low.bytes) ** ((share - low.share) / (high.share - low.share));
}

/** The place of the first of the ascending `values` that is above `limit`. */
function firstAbove(values: readonly number[], limit: number): number {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if ((values[middle] ?? 0) > limit) to = middle;
    else from = middle + 1;
  }
  return from;
}
