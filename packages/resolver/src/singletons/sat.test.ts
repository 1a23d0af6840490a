import * as fc from "fast-check";
import { expect, test } from "vitest";

import { solve } from "../solve.ts";
import { aPluginWorld, type PluginWorld } from "../testing/a-plugin-universe.ts";
import { ARegistry, aRequest } from "../testing/a-registry.ts";
import { SatHost } from "../testing/sat-host.ts";

/** Solves random worlds both ways; returns how many of them have a solution. */
function compare(world: fc.Arbitrary<PluginWorld>, numRuns: number): number {
  let solved = 0;
  fc.assert(
    fc.property(world, (one) => {
      const host = new SatHost(one);
      const outcome = solve(
        aRequest(one.wants, { policy: one.policy, asOf: one.asOf }),
        new ARegistry(one.universe).documents,
      );
      expect(outcome.outcome).toBe(host.isSatisfiable() ? "solved" : "conflict");
      if (outcome.outcome !== "solved") return;
      solved++;
      const chosen = new Set(outcome.resolution.nodes.map(({ name, version }) => `${name}@${version}`));
      expect(host.admits(chosen)).toBe(true);
    }),
    { numRuns },
  );
  return solved;
}

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `@x/p${index}`);

test("[RS3] a host of eight plugins is solved exactly when a SAT solver finds that it can be", () => {
  expect(compare(aPluginWorld(namesOf(8), 2), 150)).toBeGreaterThan(4);
});

test("[RS3] so are hosts of 6 to 12 plugins, four thousand of them", { tags: ["slow"], timeout: 600_000 }, () => {
  const solved = [6, 8, 10, 12].map((count) => compare(aPluginWorld(namesOf(count), 3), 1_000));
  expect(solved.every((count) => count >= 20)).toBe(true);
});
