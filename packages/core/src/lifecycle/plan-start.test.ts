// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { planStart, type StartNode } from "./plan-start.ts";

const nodes: readonly StartNode[] = [
  { name: "web", after: ["notes", "auth"] },
  { name: "notes", after: ["metrics"] },
  { name: "auth", after: [] },
  { name: "metrics", after: [] },
  { name: "themes", after: ["not-installed"] },
];

test("[L7] packages start in waves: what is required first, then by name", () => {
  expect(planStart(nodes)).toEqual({ waves: [["auth", "metrics", "themes"], ["notes"], ["web"]], stuck: [] });
});

test("[L7] the order in which packages are listed changes nothing", () => {
  const expected = planStart(nodes);
  for (let turn = 1; turn < nodes.length; turn += 1) {
    expect(planStart([...nodes.slice(turn), ...nodes.slice(0, turn)])).toEqual(expected);
  }
  expect(planStart(nodes.toReversed())).toEqual(expected);
});

test("[L12] packages that wait for each other, and those that wait for them, are stuck; the rest starts", () => {
  const plan = planStart([
    { name: "a", after: ["b"] },
    { name: "b", after: ["a"] },
    { name: "c", after: ["b"] },
    { name: "d", after: [] },
  ]);

  expect(plan).toEqual({ waves: [["d"]], stuck: ["a", "b", "c"] });
});
