import { setTimeout as sleep } from "node:timers/promises";

import { type HostManifest, parseHostManifest } from "@larder/host-directory";
import { type Lockfile, printLockfile } from "@larder/lockfile";
import { integrityOfSha512, parsePackageName, parseVersion } from "@larder/package-spec";
import { createRegistryClient } from "@larder/registry-client";
import { aSigner, memoryRegistry, type MemoryRegistry, type PackageJson } from "@larder/registry-client/testing";
import type { GivenPackage } from "@larder/resolver";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { coreOfferDefault } from "./core-offer.ts";
import { UnsatisfiableWantsError } from "./installer-error.ts";
import { solveHost, type SolveInput } from "./solve-host.ts";

const names = ["alpha", "beta", "gamma", "delta", "@scope/epsilon"] as const;
const versions = ["1.0.0", "1.1.0", "2.0.0", "2.0.1-rc.1"] as const;
const ranges = ["*", "^1.0.0", "~1.1.0", "^2.0.0", ">=1.1.0", "latest"] as const;
const plainRanges = ["*", "^1.0.0", "^2.0.0"] as const;

const name = fc.constantFrom(...names);
const relations = fc.dictionary(name, fc.constantFrom(...ranges), { maxKeys: 1 });

const rarely = fc.nat(5).map((roll) => roll === 0);

const packageArbitrary = fc.record({
  name,
  version: fc.constantFrom(...versions),
  dependencies: relations,
  optionalDependencies: fc.dictionary(name, fc.constantFrom(...plainRanges), { maxKeys: 1 }),
  requires: fc.dictionary(fc.constantFrom(...names, "capability:mail"), fc.constantFrom(...plainRanges), {
    maxKeys: 1,
  }),
  peerDependencies: fc.dictionary(name, fc.constantFrom("*", "^1.0.0"), { maxKeys: 1 }),
  provides: fc.dictionary(fc.constant("capability:mail"), fc.constantFrom("1.0.0", "2.0.0"), { maxKeys: 1 }),
  isSingleton: rarely,
  isDeprecated: rarely,
  isTrusted: fc.boolean(),
  isSigned: fc.boolean(),
  day: fc.integer({ min: 1, max: 28 }),
});

const signers = [aSigner("k1"), aSigner("k0")];

type PackageInUniverse = typeof packageArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const packagesArbitrary = fc.uniqueArray(packageArbitrary, {
  minLength: 12,
  maxLength: 20,
  selector: (pkg) => `${pkg.name}@${pkg.version}`,
});

const policyArbitrary = fc.record(
  {
    minimumAge: fc.constantFrom("3d", "2w"),
    minimumAgeExempt: fc.uniqueArray(name, { maxLength: 1 }),
    trust: fc.constant("no-downgrade"),
    deprecated: fc.constant("refuse"),
    block: fc.dictionary(fc.constantFrom("alpha@1.1.0", "beta@^2", "gamma"), fc.constant("it steals"), { maxKeys: 1 }),
  },
  { requiredKeys: [] },
);

/** Every part of a host that may have a say in its lock. */
const hostArbitrary = fc.record({
  wants: fc.dictionary(name, fc.constantFrom(...ranges), { minKeys: 1, maxKeys: 2 }),
  policy: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: policyArbitrary }),
  overrides: fc.dictionary(
    fc.constantFrom("beta", "alpha>gamma", "delta@^1", "alpha>**>delta", "beta@^1>**>alpha>**>gamma"),
    fc.constantFrom("1.0.0", "^2.0.0"),
    {
      maxKeys: 1,
    },
  ),
  packageExtensions: fc.dictionary(
    fc.constantFrom("alpha", "beta@^1"),
    fc.record({ peerDependencies: fc.dictionary(name, fc.constant("*"), { maxKeys: 1 }) }),
    { maxKeys: 1 },
  ),
  shared: fc.uniqueArray(name, { maxLength: 1 }),
});

const caseArbitrary = fc.record({
  packages: packagesArbitrary,
  later: packagesArbitrary,
  host: hostArbitrary,
  given: fc.option(relations, { nil: undefined }),
  update: fc.uniqueArray(name, { maxLength: 2 }),
  prefer: fc.constantFrom("newest", "newest", "lowest"),
  seed: fc.nat(),
});

test("a registry and a client lock the same to the same bytes, and refuse it with the same words", async () => {
  const seen = { solved: 0, refused: 0, moved: 0, signed: 0 };
  const property = fc.asyncProperty(caseArbitrary, async ({ packages, later, host, given, update, prefer, seed }) => {
    const manifest = manifestOf(host, given !== undefined);
    const extra = { prefer, ...(given !== undefined && { given: [givenPackage(given)] }) };
    const first = await solveEverywhere(packages, seed, { manifest, ...extra, locked: undefined, update: [] });
    if (first.lock === undefined) {
      seen.refused += 1;
      return;
    }
    seen.solved += 1;
    if (first.text.includes('"signatures":[["k0"')) seen.signed += 1;

    const grown = [...packages, ...later.filter((one) => !packages.some((pkg) => specOf(pkg) === specOf(one)))];
    const second = await solveEverywhere(grown, seed, { manifest, ...extra, locked: first.lock, update });
    if (second.lock !== undefined && second.text !== first.text) seen.moved += 1;
  });
  await fc.assert(property, { numRuns: 150 });
  expect(seen.solved).toBeGreaterThan(20);
  expect(seen.refused).toBeGreaterThan(5);
  expect(seen.moved).toBeGreaterThan(5);
  expect(seen.signed).toBeGreaterThan(20);
});

test("what an older registry does not know is solved by the client", async () => {
  const registry = memoryRegistry({
    before: ({ url }) =>
      url.endsWith("/resolve")
        ? Response.json({ error: "Unrecognized key: `policy`", code: "EVALIDATION" }, { status: 400 })
        : undefined,
  });
  registry.add({ name: "alpha", version: "1.0.0" }, Buffer.from("alpha"));
  const client = createRegistryClient({ url: registry.url, fetch: registry.fetch });
  const manifest = manifestOf({ wants: { alpha: "^1.0.0" }, policy: { deprecated: "refuse" } }, false);

  const solved = await solveHost({ manifest, locked: undefined, update: [], client, core: coreOfferDefault });

  expect(solved.by).toBe("client");
  expect(printLockfile(solved.lock)).toContain("alpha@1.0.0");
});

test("a registry that does not know nested overrides is not asked to solve them, and is asked where there are none", async () => {
  const registry = memoryRegistry({
    before: async (request) => {
      if (!request.url.endsWith("/resolve")) return undefined;
      const body = (await request.clone().json()) as object;
      return "needs" in body
        ? Response.json({ error: "Unrecognized key: `needs`", code: "EVALIDATION" }, { status: 400 })
        : undefined;
    },
  });
  registry.add({ name: "alpha", version: "1.0.0" }, Buffer.from("alpha"));
  const client = createRegistryClient({ url: registry.url, fetch: registry.fetch });
  const solvedBy = async (key: string): Promise<string> => {
    const host = { wants: { alpha: "^1.0.0" }, policy: {}, overrides: { [key]: "1.0.0" } };
    const manifest = manifestOf(host, false);
    return (await solveHost({ manifest, locked: undefined, update: [], client, core: coreOfferDefault })).by;
  };

  expect(await solvedBy("beta")).toBe("registry");
  expect(await solvedBy("alpha@>=1>beta")).toBe("registry");
  expect(await solvedBy("alpha>beta>gamma")).toBe("client");
  expect(await solvedBy("alpha>**>beta")).toBe("client");
});

type Question = Omit<SolveInput, "client" | "core">;
type Outcome = { readonly text: string; readonly lock?: Lockfile; readonly by?: string };

/** Returns the one answer of a registry, of a client, and of a client that is answered in another order. */
async function solveEverywhere(
  packages: readonly PackageInUniverse[],
  seed: number,
  question: Question,
): Promise<Outcome> {
  const [byRegistry, byClient, byShuffled] = await Promise.all([
    solveAt(registryOf(packages, "larder", 0), question),
    solveAt(registryOf(packages, "npm", 0), question),
    solveAt(registryOf(packages, "npm", seed), question),
  ]);
  expect(byClient.text).toBe(byRegistry.text);
  expect(byShuffled.text).toBe(byRegistry.text);
  const isLocked = byRegistry.lock !== undefined;
  expect([byRegistry.by, byClient.by]).toEqual(isLocked ? ["registry", "client"] : [undefined, undefined]);
  return byRegistry;
}

async function solveAt(registry: MemoryRegistry, question: Question): Promise<Outcome> {
  const client = createRegistryClient({ url: registry.url, fetch: registry.fetch });
  try {
    const { lock, by } = await solveHost({
      ...question,
      client,
      core: coreOfferDefault,
      asOf: "2026-01-20T00:00:00.000Z",
    });
    return { text: printLockfile(lock), lock, by };
  } catch (error) {
    if (error instanceof UnsatisfiableWantsError) return { text: JSON.stringify(error.report) };
    throw error;
  }
}

function specOf(pkg: PackageInUniverse): string {
  return `${pkg.name}@${pkg.version}`;
}

/** A package is a singleton in all of its versions, or in none: its name decides. */
function registryOf(packages: readonly PackageInUniverse[], kind: "larder" | "npm", seed: number): MemoryRegistry {
  const registry = memoryRegistry({
    kind,
    before: async ({ url }) => {
      if (seed > 0) await sleep(((url.length * 7 + seed) % 5) + 1);
      return undefined;
    },
  });
  const singletons = new Set(packages.filter((pkg) => pkg.isSingleton).map((pkg) => pkg.name));
  for (const pkg of packages) {
    const { version, dependencies, optionalDependencies, peerDependencies, requires, provides } = pkg;
    const packageJson: PackageJson = {
      name: pkg.name,
      version,
      dependencies,
      optionalDependencies,
      peerDependencies,
      ...(singletons.has(pkg.name) ? { larder: { requires, provides } } : {}),
      ...(pkg.isDeprecated ? { deprecated: "use another one" } : {}),
      ...(pkg.isTrusted ? { _npmUser: { name: "ada", trustedPublisher: { id: "ci" } } } : {}),
    };
    const published = `2026-01-${String(pkg.day).padStart(2, "0")}T00:00:00.000Z`;
    registry.signers = pkg.isSigned ? signers : [];
    registry.add(packageJson, Buffer.from(specOf(pkg)), published);
  }
  return registry;
}

function manifestOf(host: { readonly wants: object; readonly policy: object }, hasGiven: boolean): HostManifest {
  const wants = { ...host.wants, ...(hasGiven ? { local: "file:../local" } : {}) };
  return parseHostManifest(JSON.stringify({ registries: { home: "http://registry.example" }, ...host, wants }));
}

function givenPackage(dependencies: { readonly [name: string]: string }): GivenPackage {
  const integrity = integrityOfSha512(Buffer.alloc(64, 7).toString("base64"));
  return {
    alias: "local",
    source: { type: "path", path: "../local" },
    manifest: {
      name: parsePackageName("local"),
      version: parseVersion("1.0.0"),
      dependencies,
      dist: { tarball: "", integrity },
    },
  };
}
