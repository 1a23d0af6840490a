import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Documents, ResolveRequest, SolveOutcome } from "../request.ts";
import { formatConflict } from "../report/format-conflict.ts";
import { solve } from "../solve.ts";
import { aPluginWorld, type PluginWorld } from "../testing/a-plugin-universe.ts";
import { ARegistry, aRequest } from "../testing/a-registry.ts";

const names = Array.from({ length: 7 }, (_, index) => `@x/p${index}`);

/** Everything that anybody sees of an outcome, as one text. */
function seen(outcome: SolveOutcome): string {
  return JSON.stringify(outcome.outcome === "conflict" ? formatConflict(outcome.conflict) : outcome);
}

function requestOf({ wants, policy, asOf }: PluginWorld, more: Partial<ResolveRequest> = {}): ResolveRequest {
  return aRequest(wants, { policy, asOf, ...more });
}

/** The same world, with every list and map of it in an order that `random` makes. */
function shuffled(world: PluginWorld, request: ResolveRequest, random: () => number): [ResolveRequest, Documents] {
  const shuffle = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  const keys = (value: unknown): unknown => {
    if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
    return Object.fromEntries(shuffle(Object.entries(value)).map(([key, item]) => [key, keys(item)]));
  };
  const universe = keys(world.universe) as PluginWorld["universe"];
  const documents = new Map(shuffle([...new ARegistry(universe).documents]));
  return [
    { ...request, wants: shuffle(request.wants), ...(request.policy ? { policy: keys(request.policy) as never } : {}) },
    documents,
  ];
}

/** Returns in how many orders the answer was the same. */
function countOrders(worlds: number, ordersEach: number): number {
  let same = 0;
  fc.assert(
    fc.property(aPluginWorld(names, 2), fc.infiniteStream(fc.nat(1_000_000)), (world, numbers) => {
      const request = requestOf(world);
      const first = seen(solve(request, new ARegistry(world.universe).documents));
      for (let round = 0; round < ordersEach; round++) {
        const [again, documents] = shuffled(world, request, () => numbers.next().value ?? 0);
        expect(seen(solve(again, documents))).toBe(first);
        same++;
      }
    }),
    { numRuns: worlds },
  );
  return same;
}

test("[RS9] an answer, and a refusal with every word of it, is the same whatever the order of anything", () => {
  expect(countOrders(25, 4)).toBe(100);
});

test("[RS9] one answer in a thousand orders", { tags: ["slow"], timeout: 600_000 }, () => {
  expect(countOrders(5, 1000)).toBe(5000);
});

test("[RS10] what was locked is kept when newer versions come out, under any policy, and an answer locks to itself", () => {
  let solved = 0;
  fc.assert(
    fc.property(aPluginWorld(names, 2), (world) => {
      const first = solve(requestOf(world), new ARegistry(world.universe).documents);
      if (first.outcome !== "solved") return;
      solved++;
      const locked = first.resolution;
      expect(solve(requestOf(world, { locked }), new ARegistry(world.universe).documents)).toEqual(first);

      const later = Object.fromEntries(
        Object.entries(world.universe).map(([name, versions]) => [
          name,
          { ...versions, "3.5.0": { larder: {}, published: world.asOf } },
        ]),
      );
      const again = solve(requestOf(world, { locked }), new ARegistry(later).documents);
      expect(again.outcome === "solved" && again.resolution.nodes.map(({ id }) => id)).toEqual(
        locked.nodes.map(({ id }) => id),
      );
    }),
    { numRuns: 200 },
  );
  expect(solved).toBeGreaterThan(5);
});

test("[RS12] `lowest` takes the lowest versions that go together, and no tag counts", () => {
  const universe = {
    "@x/a": {
      "1.0.0": { larder: {} },
      "1.1.0": { larder: { requires: { "@x/b": ">=1.5.0" } } },
      "2.0.0": { larder: {} },
    },
    "@x/b": { "1.0.0": { larder: {} }, "1.5.0": { larder: {}, deprecated: "old" }, "1.6.0": { larder: {} } },
  };
  const solved = (wants: { readonly [name: string]: string }): string[] => {
    const outcome = solve(aRequest(wants, { prefer: "lowest" }), new ARegistry(universe).documents);
    return outcome.outcome === "solved" ? outcome.resolution.nodes.map(({ id }) => id) : [];
  };
  expect(solved({ "@x/a": "*" })).toEqual(["@x/a@1.0.0"]);
  expect(solved({ "@x/a": ">=1.1.0", "@x/b": "*" })).toEqual(["@x/a@1.1.0", "@x/b@1.6.0"]);
  expect(solved({ "@x/a": "latest" })).toEqual(["@x/a@2.0.0"]);
});
