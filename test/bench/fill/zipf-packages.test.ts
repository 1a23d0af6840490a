import { expect, test } from "vitest";

import { zipfFixtures, zipfOrder } from "./zipf-packages.ts";

test("the packages of the mix are the same in each run, most of them small and a few large", () => {
  const versions = zipfFixtures(2000)
    .map((fixture) => fixture.versions)
    .toSorted((one, other) => one - other);

  expect(zipfFixtures(2000)).toEqual(zipfFixtures(2000));
  expect([versions[200], versions[1000], versions[1800], versions[1990]]).toEqual([1, 4, 48, 638]);
});

test("a package is asked for half as often as one of half its rank, in a part as in the whole", () => {
  const order = zipfOrder(2000, 80_000);
  const part = order.slice(1000, 9000);

  expect(share(order, 0)).toBeCloseTo(2 * share(order, 1), 2);
  expect(share(order, 1)).toBeCloseTo(2 * share(order, 3), 2);
  expect(share(part, 0)).toBeCloseTo(share(order, 0), 2);
  expect(Math.max(...order)).toBe(1999);
});

function share(numbers: readonly number[], rank: number): number {
  return numbers.filter((number) => number === rank).length / numbers.length;
}
