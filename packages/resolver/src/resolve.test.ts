import type { AbbreviatedPackument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { PackageSource, ResolveRequest } from "./request.ts";
import type { Resolution } from "./resolution.ts";
import { resolve } from "./resolve.ts";
import { solve } from "./solve.ts";
import { aLibraryUniverse } from "./testing/a-library-universe.ts";
import { ARegistry, aRequest } from "./testing/a-registry.ts";

/** Answers in an order that `seed` decides: each request waits for a number of turns of its own. */
class ShufflingSource implements PackageSource {
  readonly #registry: ARegistry;
  #state: number;

  constructor(registry: ARegistry, seed: number) {
    this.#registry = registry;
    this.#state = seed;
  }

  async fetch(name: PackageName): Promise<AbbreviatedPackument | undefined> {
    this.#state = (this.#state * 1_103_515_245 + 12_345) % 2_147_483_648;
    for (let turns = this.#state % 23; turns > 0; turns--) await Promise.resolve();
    return this.#registry.fetch(name);
  }
}

async function resolved(request: ResolveRequest, source: PackageSource): Promise<Resolution> {
  const outcome = await resolve(request, source);
  if (outcome.outcome !== "solved") throw new Error("It was not solved");
  return outcome.resolution;
}

const world = {
  "@x/app": {
    "1.0.0": { larder: { requires: { "@x/data": "^1" } }, dependencies: { ui: "^2", tool: "*" } },
    "1.1.0": { larder: { requires: { "@x/data": "^2", "capability:db": "^1" } }, dependencies: { ui: "^2" } },
  },
  "@x/data": {
    "1.0.0": { larder: { provides: { "capability:db": "1.0.0" } }, dependencies: { tool: "^1" } },
    "1.2.0": { larder: { provides: { "capability:db": "1.1.0" } }, dependencies: { tool: "^1.5" } },
    "2.0.0": { larder: { provides: { "capability:db": "2.0.0" } } },
  },
  ui: { "2.0.0": { dependencies: { tool: "^2" }, peerDependencies: { view: "*" } } },
  tool: { "1.0.0": {}, "1.5.0": {}, "2.0.0": { dependencies: { ui: "^2" } } },
  view: { "3.0.0": { peerDependencies: { ui: "*" } }, "4.0.0-beta.1": {} },
};

test("[RS9] the same wants give the same answer 1,000 times, whatever the order in which documents arrive", async () => {
  const request = aRequest({ "@x/app": "^1", "@x/data": "*", view: "^3" });
  const first = JSON.stringify(await resolved(request, new ARegistry(world)));
  for (let seed = 1; seed <= 1_000; seed++) {
    const again = await resolved(request, new ShufflingSource(new ARegistry(world), seed * 7919));
    expect(JSON.stringify(again)).toBe(first);
  }
});

test("[RS9] the order of the wants, and of the keys in the documents, does not matter", async () => {
  const reversed = Object.fromEntries(
    Object.entries(world)
      .toReversed()
      .map(([name, versions]) => [name, Object.fromEntries(Object.entries(versions).toReversed())]),
  );
  const wants = { "@x/app": "^1", "@x/data": "*", view: "^3" };
  const backwards = Object.fromEntries(Object.entries(wants).toReversed());
  expect(await resolved(aRequest(backwards), new ARegistry(reversed))).toEqual(
    await resolved(aRequest(wants), new ARegistry(world)),
  );
});

test("[RS9] documents that nobody asks for change nothing", () => {
  const request = aRequest({ view: "^3" });
  const all = new ARegistry(world).documents;
  const few = new Map([...all].filter(([name]) => ["view", "ui", "tool"].includes(name)));
  expect(solve(request, all)).toEqual(solve(request, few));
});

test("[RS9] random graphs of libraries are the same in any order of arrival, and when they are locked again", async () => {
  await fc.assert(
    fc.asyncProperty(aLibraryUniverse, fc.integer({ min: 1, max: 1_000_000 }), async (universe, seed) => {
      const registry = new ARegistry(universe);
      const request = aRequest({ p0: "*", p1: "*", p2: "*" });
      const first = await resolve(request, registry);
      const again = await resolve(request, new ShufflingSource(registry, seed));
      expect(again).toEqual(first);
      if (first.outcome !== "solved") return;
      expect(await resolved({ ...request, locked: first.resolution }, registry)).toEqual(first.resolution);
    }),
    { numRuns: 300 },
  );
});

test("[RS10] what is locked stays when newer versions come out, and only what is updated moves", async () => {
  const old = new ARegistry({ a: { "1.0.0": { dependencies: { c: "^1" } } }, b: { "1.0.0": {} }, c: { "1.0.0": {} } });
  const newer = new ARegistry({
    a: { "1.0.0": { dependencies: { c: "^1" } }, "1.1.0": { dependencies: { c: "^1" } } },
    b: { "1.0.0": {}, "1.1.0": {} },
    c: { "1.0.0": {}, "1.1.0": {} },
  });
  const request = aRequest({ a: "^1", b: "^1" });
  const locked = await resolved(request, old);

  expect(await resolved({ ...request, locked }, newer)).toEqual(locked);
  const updated = await resolved({ ...request, locked, update: ["a"] }, newer);
  expect(updated.nodes.map(({ id }) => id)).toEqual(["a@1.1.0", "b@1.0.0", "c@1.0.0"]);
});

test("[RS10] a singleton moves only when it is updated, or when a new want forces it", async () => {
  const plugin = { larder: {} };
  const registry = new ARegistry({
    "@x/a": { "1.0.0": plugin, "1.1.0": plugin },
    "@x/b": { "1.0.0": { larder: { requires: { "@x/a": ">=1.1.0" } } } },
  });
  const locked = await resolved(aRequest({ "@x/a": "1.0.0" }), registry);
  const request = aRequest({ "@x/a": "^1" }, { locked });
  expect((await resolved(request, registry)).nodes[0]?.version).toBe("1.0.0");
  expect((await resolved({ ...request, update: ["@x/a"] }, registry)).nodes[0]?.version).toBe("1.1.0");
  const forced = await resolved(aRequest({ "@x/a": "^1", "@x/b": "^1" }, { locked }), registry);
  expect(forced.nodes.map(({ id }) => id)).toEqual(["@x/a@1.1.0", "@x/b@1.0.0"]);
});

test("a tag stays where it was locked until it is updated", async () => {
  const universe = { a: { "1.0.0": {}, "2.0.0-beta": {} } };
  const request = aRequest({ a: "next" });
  const locked = await resolved(request, new ARegistry(universe, { a: { next: "1.0.0" } }));
  const moved = new ARegistry(universe, { a: { next: "2.0.0-beta" } });
  expect((await resolved({ ...request, locked }, moved)).nodes[0]?.version).toBe("1.0.0");
  expect((await resolved({ ...request, locked, update: ["a"] }, moved)).nodes[0]?.version).toBe("2.0.0-beta");
});

test("a document that cannot be fetched fails the request only when it is needed", async () => {
  const registry = new ARegistry({ a: { "1.0.0": {}, "2.0.0": { dependencies: { broken: "*" } } } });
  const source: PackageSource = {
    fetch: async (name) => {
      if (name === "broken") throw new Error("The registry is down");
      return registry.fetch(name);
    },
  };
  expect((await resolved(aRequest({ a: "^1" }), source)).nodes.map(({ id }) => id)).toEqual(["a@1.0.0"]);
  await expect(resolve(aRequest({ a: "^2" }), source)).rejects.toThrow("The registry is down");
});

test("only what may be needed is fetched: nothing below an optional peer, and of a lock what it pins", async () => {
  const registry = new ARegistry({
    a: {
      "1.0.0": { dependencies: { kept: "*" } },
      "1.1.0": {
        dependencies: { moved: "*" },
        peerDependencies: { adapter: "*" },
        peerDependenciesMeta: { adapter: { optional: true } },
      },
    },
    kept: { "1.0.0": {} },
    moved: { "1.0.0": {} },
    adapter: { "1.0.0": { dependencies: { heavy: "*" } } },
    heavy: { "1.0.0": {} },
  });
  await resolved(aRequest({ a: "*" }), registry);
  expect(registry.fetched.toSorted()).toEqual(["a", "adapter", "moved"]);

  const locked = await resolved(aRequest({ a: "1.0.0" }), registry);
  registry.fetched.length = 0;
  await resolved(aRequest({ a: "*" }, { locked }), registry);
  expect(registry.fetched.toSorted()).toEqual(["a", "kept"]);
});
