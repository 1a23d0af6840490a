import type { PackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import { solve } from "../solve.ts";
import { ARegistry, aRequest, type Universe, type VersionFacts } from "../testing/a-registry.ts";

test.each([
  { title: "a peer on a plugin in no version", peers: { "@x/base": "^3" }, wants: { app: "*" } },
  { title: "a peer on a plugin in another version", peers: { "@x/base": "^2" }, wants: { app: "*", "@x/base": "^1" } },
  {
    title: "an optional peer on a plugin in another version",
    peers: { "@x/base": "^2" },
    meta: { "@x/base": { optional: true } },
    wants: { app: "*", "@x/base": "^1" },
  },
  { title: "another version of a shared library", dependencies: { lib: "^2" }, wants: { app: "*", lib: "^1" } },
])("[RL4] an optional dependency that asks for $title is left out: $wants", ({ peers, meta, dependencies, wants }) => {
  const facts: VersionFacts = {
    ...(peers ? { peerDependencies: peers } : {}),
    ...(meta ? { peerDependenciesMeta: meta } : {}),
    ...(dependencies ? { dependencies } : {}),
  };
  const universe: Universe = {
    app: { "1.0.0": { optionalDependencies: { extra: "*" } } },
    extra: { "1.0.0": facts },
    "@x/base": { "1.0.0": { larder: {} }, "2.0.0": { larder: {} } },
    lib: { "1.0.0": {}, "2.0.0": {} },
  };
  const { documents } = new ARegistry(universe);
  const request = aRequest(wants, { shared: ["lib" as PackageName] });
  const outcome = solve(request, documents);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  const names = outcome.resolution.nodes.map(({ name }): string => name);
  expect(names.toSorted()).toEqual(Object.keys(wants).toSorted());
  expect(solve({ ...request, locked: outcome.resolution }, documents)).toEqual(outcome);
});

test("[RL4] an optional dependency on a shared library is left out where the host has another version of it", () => {
  for (const facts of [{ larder: {} }, {}]) {
    const { documents } = new ARegistry({
      "@x/app": { "1.0.0": { ...facts, optionalDependencies: { lib: "^2" } } },
      lib: { "1.0.0": {}, "2.0.0": {} },
    });
    const request = aRequest({ "@x/app": "*", lib: "^1" }, { shared: ["lib" as PackageName] });
    const outcome = solve(request, documents);
    if (outcome.outcome !== "solved") throw new Error("It was not solved");
    expect(outcome.resolution.nodes.map(({ id }) => id)).toEqual(["@x/app@1.0.0", "lib@1.0.0"]);
  }
});

test("[RL4] of two optional dependencies that exclude each other, the one that is met first stays", () => {
  const { documents } = new ARegistry({
    app: { "1.0.0": { optionalDependencies: { one: "*", two: "*" } } },
    one: { "1.0.0": { peerDependencies: { "@x/base": "^1" } } },
    two: { "1.0.0": { peerDependencies: { "@x/base": "^2" } } },
    "@x/base": { "1.0.0": { larder: {} }, "2.0.0": { larder: {} } },
  });
  const outcome = solve(aRequest({ app: "*" }), documents);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  expect(outcome.resolution.nodes.map(({ id }) => id)).toEqual(["@x/base@1.0.0", "app@1.0.0", "one@1.0.0"]);
});
