import type { ResolveRequest } from "@larder/resolver";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { listLockDifferences } from "../list-lock-differences.ts";
import type { Lockfile } from "../lockfile.ts";
import { parseLockfile } from "../parse-lockfile.ts";
import { printLockfile } from "../print-lockfile.ts";
import { lockOf, names, range, type Registry, registry, someRanges, type Texts } from "../testing/random-registry.ts";
import { verifyLockfile } from "../verify-lockfile.ts";
import { mergeLockfiles } from "./merge-lockfiles.ts";

/*
 * Locks are real answers of the resolver, from a small random registry: half of its packages are plugins.
 */

const wants = fc.dictionary(fc.constantFrom(...names), range, { maxKeys: 4, noNullPrototype: true });
const someNested = fc.dictionary(fc.constantFrom("a>**>d", "c>d", "b>**>c>**>e"), range, {
  maxKeys: 2,
  noNullPrototype: true,
});
const change = fc.record({
  add: fc.dictionary(fc.constantFrom(...names), range, { maxKeys: 2, noNullPrototype: true }),
  remove: fc.subarray(names, { maxLength: 1 }),
  update: fc.subarray(names, { maxLength: 2 }),
  overrides: fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: someRanges },
    { weight: 1, arbitrary: someNested },
  ),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

async function changed(
  registryOf: Registry,
  base: Lockfile,
  { add, remove, update, overrides }: Change,
): Promise<Lockfile | undefined> {
  const before = Object.fromEntries(base.resolution.wants.map(({ alias, wanted }) => [alias, wanted]));
  const after = Object.fromEntries(Object.entries({ ...before, ...add }).filter(([alias]) => !remove.includes(alias)));
  return await lockOf(registryOf, after, { locked: base.resolution, update, overrides });
}

const threeLocks = fc.record({ registry, wants, mine: change, yours: change });
type World = typeof threeLocks extends fc.Arbitrary<infer Value> ? Value : never;
type Sides = { readonly base: Lockfile; readonly ours: Lockfile; readonly theirs: Lockfile };

async function solve({ registry: packages, wants: asked, mine, yours }: World): Promise<Sides> {
  const base = await lockOf(packages, asked);
  fc.pre(base !== undefined);
  const ours = await changed(packages, base, mine);
  const theirs = await changed(packages, base, yours);
  fc.pre(ours !== undefined && theirs !== undefined);
  return { base, ours, theirs };
}

const settings = { numRuns: 200 };

test("[LK10] a merge with one side that changed nothing is the other side", async () => {
  await fc.assert(
    fc.asyncProperty(threeLocks, async (world) => {
      const { base, ours } = await solve(world);

      expect(mergeLockfiles({ base, ours, theirs: base })).toEqual({ lock: ours, conflicts: [] });
      expect(mergeLockfiles({ base, ours: base, theirs: ours })).toEqual({ lock: ours, conflicts: [] });
      expect(mergeLockfiles({ base, ours, theirs: ours })).toEqual({ lock: ours, conflicts: [] });
    }),
    settings,
  );
});

test("[LK10] it does not matter which side is which", async () => {
  await fc.assert(
    fc.asyncProperty(threeLocks, async (world) => {
      const { base, ours, theirs } = await solve(world);
      const one = mergeLockfiles({ base, ours, theirs });
      const other = mergeLockfiles({ base, ours: theirs, theirs: ours });

      expect(printLockfile(one.lock)).toBe(printLockfile(other.lock));
      expect(one.conflicts).toEqual(other.conflicts);
    }),
    settings,
  );
});

test("[LK11] a merge that leaves nothing unsolved is whole, has the wants of both, and can be read", async () => {
  let whole = 0;
  await fc.assert(
    fc.asyncProperty(threeLocks, async (world) => {
      const { base, ours, theirs } = await solve(world);
      const { lock } = mergeLockfiles({ base, ours, theirs });

      expect(parseLockfile(printLockfile(lock))).toEqual(lock);
      const all = [...lock.resolution.wants, ...(lock.unsolved ?? [])].map(({ alias }) => alias);
      expect(all.toSorted()).toEqual(expectedWants({ base, ours, theirs }));
      if (lock.unsolved !== undefined) return;
      whole += 1;
      expect(verifyLockfile(lock)).toEqual([]);
    }),
    settings,
  );
  expect(whole).toBeGreaterThan(20);
});

/** A want is there when a side changed or added it, or when no side removed it. */
function expectedWants({ base, ours, theirs }: Sides): string[] {
  const [was, mine, yours] = [base, ours, theirs].map(
    ({ resolution }) => new Map(resolution.wants.map((want) => [want.alias, JSON.stringify(want)])),
  );
  return names.filter((name) => {
    const [a, b, c] = [was?.get(name), mine?.get(name), yours?.get(name)];
    return b === a ? c !== undefined : c === a ? b !== undefined : b !== undefined || c !== undefined;
  });
}

test("[LK12] only what a merge left unsolved makes its lock stale, and locking again makes it whole", async () => {
  await fc.assert(
    fc.asyncProperty(threeLocks, async (world) => {
      const { base, ours, theirs } = await solve(world);
      const { lock } = mergeLockfiles({ base, ours, theirs });
      const { overrides, wants: solved } = lock.resolution;
      const asked = Object.fromEntries(
        [...solved, ...(lock.unsolved ?? [])].map(({ alias, wanted }) => [alias, wanted]),
      );
      const again = await lockOf(world.registry, asked, { locked: lock.resolution, overrides });
      fc.pre(again !== undefined);

      const request = { ...lock.resolution, wants: again.resolution.wants };
      expect(listLockDifferences(lock, request).map(({ about }) => about)).toEqual(
        (lock.unsolved ?? []).map(() => "unsolved"),
      );
      expect(verifyLockfile(again)).toEqual([]);
    }),
    settings,
  );
});

const plain: Registry = {
  one: { "1.0.0": { dependencies: { tools: "^1.0.0" } } },
  two: { "1.0.0": { dependencies: { tools: "^1.0.0" } } },
  three: { "1.0.0": {} },
  tools: { "1.0.0": {}, "1.1.0": {}, "2.0.0": {} },
  lamp: { "1.0.0": { larder: {} }, "1.1.0": { larder: {} } },
  bell: { "1.0.0": { larder: {} } },
};

async function mustLock(wantsOf: Texts, more: Partial<ResolveRequest> = {}): Promise<Lockfile> {
  const lock = await lockOf(plain, wantsOf, more);
  if (lock === undefined) throw new Error("It was not solved");
  return lock;
}

function seen({ lock, conflicts }: ReturnType<typeof mergeLockfiles>): object {
  return {
    wants: lock.resolution.wants.map(({ alias, to }) => `${alias} → ${to}`),
    packages: lock.resolution.nodes.map(({ id }) => id),
    unsolved: (lock.unsolved ?? []).map(({ alias }) => alias),
    conflicts: conflicts.map(({ about, name }) => `${about} ${name}`),
  };
}

test("[LK11] two sides that each add a library come to both, and nothing is left to solve", async () => {
  const base = await mustLock({ three: "*" });
  const ours = await mustLock({ three: "*", one: "*" }, { locked: base.resolution });
  const theirs = await mustLock({ three: "*", two: "*" }, { locked: base.resolution });

  expect(seen(mergeLockfiles({ base, ours, theirs }))).toEqual({
    wants: ["one → one@1.0.0", "three → three@1.0.0", "two → two@1.0.0"],
    packages: ["one@1.0.0", "three@1.0.0", "tools@1.1.0", "two@1.0.0"],
    unsolved: [],
    conflicts: [],
  });
});

test("[LK12] two sides that each add a plugin leave both to be solved: they may rule each other out", async () => {
  const base = await mustLock({ three: "*" });
  const ours = await mustLock({ three: "*", lamp: "*" }, { locked: base.resolution });
  const theirs = await mustLock({ three: "*", bell: "*" }, { locked: base.resolution });

  expect(seen(mergeLockfiles({ base, ours, theirs }))).toEqual({
    wants: ["three → three@1.0.0"],
    packages: ["bell@1.0.0", "lamp@1.1.0", "three@1.0.0"],
    unsolved: ["bell", "lamp"],
    conflicts: [],
  });
});

test("[LK12] what both sides moved is kept at the higher version, and named", async () => {
  const base = await mustLock({ one: "*" }, { overrides: {} });
  const locked = (version: string): Lockfile =>
    parseLockfile(printLockfile(base).replaceAll("tools@1.1.0", `tools@${version}`));
  const [older, newer] = [locked("1.2.0"), locked("1.3.0")];

  expect(seen(mergeLockfiles({ base, ours: newer, theirs: older }))).toEqual({
    wants: ["one → one@1.0.0"],
    packages: ["one@1.0.0", "tools@1.3.0"],
    unsolved: [],
    conflicts: ["package tools"],
  });
});

test("[LK12] a want that the sides write differently, or that one changed and one removed, is for a person", async () => {
  const base = await mustLock({ tools: "^1.0.0", three: "*" });
  const ours = await mustLock({ tools: "^2.0.0" });
  const theirs = await mustLock({ tools: "~1.1.0", three: "1.0.0" });

  expect(seen(mergeLockfiles({ base, ours, theirs }))).toMatchObject({
    wants: [],
    unsolved: ["three", "tools"],
    conflicts: ["want three", "want tools"],
  });
});

test("[LK12] what was solved under other settings is left to be solved", async () => {
  const base = await mustLock({ three: "*" });
  const ours = await mustLock({ three: "*" }, { overrides: { tools: "1.0.0" } });
  const theirs = await mustLock({ three: "*", one: "*" });

  const merge = mergeLockfiles({ base, ours, theirs });

  expect(seen(merge)).toMatchObject({ wants: ["three → three@1.0.0"], unsolved: ["one"] });
  expect(merge.lock.resolution.overrides).toEqual({ tools: "1.0.0" });
});

test("[LK12] other bytes under one version are never merged", async () => {
  const base = await mustLock({ three: "*" });
  const ours = await mustLock({ three: "*", one: "*" });
  const theirs = parseLockfile(printLockfile(ours).replace(/(package tools.*sha512-)..../, "$1zzzz"));

  expect(seen(mergeLockfiles({ base, ours, theirs }))).toMatchObject({ unsolved: ["one"] });
});

test("[LK12] a lock that a merge left unsolved is merged like any other", async () => {
  const base = await mustLock({ three: "*" });
  const partial: Lockfile = {
    ...base,
    unsolved: [{ alias: "lamp", wanted: "*" }],
  };
  const theirs = await mustLock({ three: "*", one: "*" });

  expect(seen(mergeLockfiles({ base, ours: partial, theirs }))).toMatchObject({
    wants: ["one → one@1.0.0", "three → three@1.0.0"],
    unsolved: ["lamp"],
  });
});
