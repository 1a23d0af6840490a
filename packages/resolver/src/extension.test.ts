import { expect, test } from "vitest";

import { resolve } from "./resolve.ts";
import { ARegistry, aRequest } from "./testing/a-registry.ts";

const registry = new ARegistry({
  a: {
    "1.0.0": { dependencies: { c: "^1" } },
    "2.0.0": { peerDependencies: { view: "*" } },
  },
  c: { "1.0.0": {}, "2.0.0": {} },
  view: { "1.0.0": {} },
});

test("[RL16] what the host adds to a package counts as if it said so itself, and what it says itself stands", async () => {
  const extensions = { "a@^1": { dependencies: { c: "^2", view: "^1" } } };
  const outcome = await resolve(aRequest({ a: "^1" }, { extensions }), registry);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  expect(outcome.resolution.extensions).toEqual(extensions);
  expect(outcome.resolution.nodes.map(({ id }) => id)).toEqual(["a@1.0.0", "c@1.0.0", "view@1.0.0"]);
});

test("[RL16] an addition to another version changes nothing, and one to a peer may make it optional", async () => {
  const extensions = {
    "a@^1": { dependencies: { c: "*" } },
    a: { peerDependenciesMeta: { view: { optional: true } } },
  };
  const outcome = await resolve(aRequest({ a: "^2" }, { extensions }), registry);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  expect(outcome.resolution.nodes.map(({ id }) => id)).toEqual(["a@2.0.0"]);
});
