import { expect, test } from "vitest";

import { compareText } from "../compare-text.ts";
import { formatConflict } from "../report/format-conflict.ts";
import { solve, solveWithin } from "../solve.ts";
import { aLargeUniverse, type LargeUniverse, nameOf } from "../testing/a-large-universe.ts";
import { ARegistry, aRequest } from "../testing/a-registry.ts";

const shape: LargeUniverse = {
  plugins: 200,
  versionsEach: 30,
  requiresEach: 3,
  behindPercent: 5,
  changePercent: 10,
  seed: 1,
};
const wants = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [nameOf(index * 3), "*"]));

test("[RS3] 200 plugins of 30 versions, which hold each other back, are put together", () => {
  for (const seed of [1, 2, 3]) {
    const { documents } = new ARegistry(aLargeUniverse({ ...shape, seed }));
    const outcome = solve(aRequest(wants), documents);
    if (outcome.outcome !== "solved") throw new Error("It was not solved");

    const { nodes } = outcome.resolution;
    expect(nodes.length).toBeGreaterThan(150);
    expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
    expect(nodes.map(({ id }) => id)).toEqual(nodes.map(({ id }) => id).toSorted(compareText));
  }
});

test("[RS14] a host that is too hard to put together is refused after the same number of steps, with what to pin", () => {
  const hard = { ...shape, behindPercent: 20, changePercent: 60 };
  const { documents } = new ARegistry(aLargeUniverse(hard));
  const outcome = solveWithin(200_000, aRequest(wants), documents);
  if (outcome.outcome !== "conflict") throw new Error("It was not refused");
  const told = formatConflict(outcome.conflict);
  expect(told.sentences).toEqual([
    expect.stringMatching(
      /^It is too hard to tell which versions go together: pin one of (`@x\/p\d+`(, | or )?){3} to one version\.$/,
    ),
  ]);

  const reversed = new Map([...documents].toReversed());
  const again = solveWithin(200_000, aRequest(Object.fromEntries(Object.entries(wants).toReversed())), reversed);
  expect(again.outcome === "conflict" && formatConflict(again.conflict)).toEqual(told);
});

test("[RS14] peers among libraries count as well", () => {
  const universe = { app: { "1.0.0": { peerDependencies: { view: "*" } } }, view: { "1.0.0": {} } };
  const { documents } = new ARegistry(universe);
  expect(solveWithin(1_000, aRequest({ app: "*" }), documents).outcome).toBe("solved");
  const outcome = solveWithin(10, aRequest({ app: "*" }), documents);
  if (outcome.outcome !== "conflict") throw new Error("It was not refused");
  expect(formatConflict(outcome.conflict).sentences).toEqual([
    "It is too hard to tell which versions go together: pin `app` to one version.",
  ]);
});

test("[RS10] one more want moves nothing of 180 locked plugins but what it forces", () => {
  const { documents } = new ARegistry(aLargeUniverse(shape));
  const first = solve(aRequest(wants), documents);
  if (first.outcome !== "solved") throw new Error("It was not solved");
  const locked = first.resolution;

  const more = solve(aRequest({ ...wants, [nameOf(1)]: "*" }, { locked }), documents);
  if (more.outcome !== "solved") throw new Error("It was not solved");
  const versions = new Map(more.resolution.nodes.map(({ name, version }) => [name, version]));
  expect(locked.nodes.filter(({ name, version }) => versions.get(name) !== version)).toEqual([]);
});
