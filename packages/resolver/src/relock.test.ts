import type { PackageName } from "@larder/package-spec";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { solve } from "./solve.ts";
import { aMixedHost } from "./testing/a-mixed-host.ts";
import { ARegistry, aRequest, type Universe } from "./testing/a-registry.ts";

test("[RS10] locking the answer of a random host of plugins and libraries again gives the same answer, also that of the lowest versions", () => {
  let solved = 0;
  fc.assert(
    fc.property(aMixedHost, ({ universe, wants, shared }) => {
      const { documents } = new ARegistry(universe);
      const request = aRequest(wants, { shared });
      const first = solve(request, documents);
      if (first.outcome !== "solved") return;
      solved++;
      expect(solve({ ...request, locked: first.resolution }, documents)).toEqual(first);
      const lowest = solve({ ...request, prefer: "lowest" }, documents);
      if (lowest.outcome !== "solved") return;
      expect(solve({ ...request, locked: lowest.resolution }, documents)).toEqual(lowest);
    }),
    { numRuns: 1_500 },
  );
  expect(solved).toBeGreaterThan(800);
});

test("[RS10] an optional dependency that was left out stays so, also when its package requires the same name as a plugin", () => {
  const universe: Universe = {
    p0: {
      "2.0.0": { dependencies: { p4: ">=1.0.0", p1: "*" }, larder: {} },
    },
    p1: {
      "1.0.0": { optionalDependencies: { p3: "*" }, peerDependencies: { p3: "*", p5: ">=1.0.0" }, larder: {} },
    },
    p2: {
      "1.0.0": { optionalDependencies: { p2: "~1.1.0" }, peerDependencies: { p5: ">=1.0.0" } },
    },
    p3: {
      "1.1.0": {
        dependencies: { p1: ">=1.0.0" },
        optionalDependencies: { p3: "*" },
        peerDependencies: { p2: "^1.0.0" },
      },
      "1.0.0": { optionalDependencies: { p4: "*" }, larder: {} },
      "2.0.0": { optionalDependencies: { p4: "~1.1.0" }, peerDependencies: { p0: "^1.0.0" }, larder: {} },
    },
    p4: {
      "1.1.0": {
        dependencies: { p5: "^1.0.0", p4: "*" },
        optionalDependencies: { p5: "~1.1.0" },
        larder: { requires: { p5: "^1.0.0" } },
      },
      "1.0.0": { optionalDependencies: { p1: "~1.1.0" }, larder: {} },
    },
    p5: {
      "2.0.0": { dependencies: { p3: "*", p1: "*" } },
      "1.1.0": { optionalDependencies: { p4: ">=1.0.0" }, peerDependencies: { p2: "^1.0.0" }, larder: {} },
    },
  };
  const { documents } = new ARegistry(universe);
  const request = aRequest({ p5: "*", p4: ">=1.0.0" }, { shared: ["p2" as PackageName] });
  const first = solve(request, documents);
  if (first.outcome !== "solved") throw new Error("It was not solved");
  expect(solve({ ...request, locked: first.resolution }, documents)).toEqual(first);
});

test("[RS10] the lowest versions are the same when they are locked again without asking for the lowest", () => {
  const universe: Universe = {
    p1: { "1.0.0": { dependencies: { p2: "^1.0.0" }, peerDependencies: { p5: "*", p4: ">=1.0.0" } } },
    p2: { "1.1.0": { peerDependencies: { p1: ">=1.0.0" } } },
    p4: { "1.1.0": { optionalDependencies: { p5: "^2.0.0" } } },
    p5: { "1.1.0": {}, "2.0.0": { peerDependencies: { p1: "^1.0.0" } } },
  };
  const { documents } = new ARegistry(universe);
  const request = aRequest({ p2: "*" }, { shared: ["p1" as PackageName] });
  const first = solve({ ...request, prefer: "lowest" }, documents);
  if (first.outcome !== "solved") throw new Error("It was not solved");
  expect(first.resolution.nodes.map(({ id }) => id)).toContain("p1@1.0.0(p4@1.1.0)(p5@1.1.0)");
  expect(solve({ ...request, locked: first.resolution }, documents)).toEqual(first);
});

test("[RS10] nothing stays that only a library needed which the answer does without", () => {
  let seen = 0;
  fc.assert(
    fc.property(aMixedHost, ({ universe, wants, shared }) => {
      const outcome = solve(aRequest(wants, { shared }), new ARegistry(universe).documents);
      if (outcome.outcome !== "solved") return;
      const { wants: got, nodes, capabilities } = outcome.resolution;
      const needed = new Set([
        ...got.map(({ to }) => to),
        ...nodes.flatMap(({ edges }) => edges.map(({ to }) => to)),
        ...capabilities.map(({ by }) => by),
      ]);
      seen += nodes.length;
      expect(nodes.filter(({ id }) => !needed.has(id))).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(300);
});
