import * as fc from "fast-check";
import { expect, test } from "vitest";

import { solve } from "./solve.ts";
import { aMixedHost } from "./testing/a-mixed-host.ts";
import { ARegistry, aRequest } from "./testing/a-registry.ts";

test("[RS10] locking the answer of a random host of plugins and libraries again gives the same answer", () => {
  let solved = 0;
  fc.assert(
    fc.property(aMixedHost, ({ universe, wants, shared }) => {
      const { documents } = new ARegistry(universe);
      const request = aRequest(wants, { shared });
      const first = solve(request, documents);
      if (first.outcome !== "solved") return;
      solved++;
      expect(solve({ ...request, locked: first.resolution }, documents)).toEqual(first);
    }),
    { numRuns: 1_500 },
  );
  expect(solved).toBeGreaterThan(800);
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
