import { setTimeout as sleep } from "node:timers/promises";

import { type HostManifest, parseHostManifest } from "@larder/host-directory";
import { printLockfile } from "@larder/lockfile";
import { createRegistryClient } from "@larder/registry-client";
import { memoryRegistry, type MemoryRegistry, type PackageJson } from "@larder/registry-client/testing";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { coreOfferDefault } from "./core-offer.ts";
import { UnsatisfiableWantsError } from "./installer-error.ts";
import { solveHost } from "./solve-host.ts";

const names = ["alpha", "beta", "gamma", "delta", "@scope/epsilon"] as const;
const versions = ["1.0.0", "1.1.0", "2.0.0", "2.0.1-rc.1"] as const;
const ranges = ["*", "^1.0.0", "~1.1.0", "^2.0.0", ">=1.1.0", "latest"] as const;

const nameArbitrary = fc.constantFrom(...names);
const relations = fc.dictionary(nameArbitrary, fc.constantFrom(...ranges), { maxKeys: 2 });

const packageArbitrary = fc.record({
  name: nameArbitrary,
  version: fc.constantFrom(...versions),
  dependencies: relations,
  requires: fc.dictionary(fc.constantFrom(...names, "capability:mail"), fc.constantFrom("*", "^1.0.0", "^2.0.0"), {
    maxKeys: 1,
  }),
  peerDependencies: fc.dictionary(nameArbitrary, fc.constantFrom("*", "^1.0.0"), { maxKeys: 1 }),
  provides: fc.dictionary(fc.constant("capability:mail"), fc.constantFrom("1.0.0", "2.0.0"), { maxKeys: 1 }),
  isSingleton: fc.boolean(),
});

const universeArbitrary = fc.record({
  packages: fc.uniqueArray(packageArbitrary, {
    minLength: 4,
    maxLength: 16,
    selector: ({ name, version }) => `${name}@${version}`,
  }),
  wants: fc.dictionary(nameArbitrary, fc.constantFrom(...ranges), { minKeys: 1, maxKeys: 3 }),
  seed: fc.nat(),
});

test("a registry and a client lock the same wants to the same bytes, whatever the order of the answers", async () => {
  let solved = 0;
  await fc.assert(
    fc.asyncProperty(universeArbitrary, async ({ packages, wants, seed }) => {
      const registry = registryOf(packages, "larder", 0);
      const manifest = manifestOf(registry.url, wants);

      const [byRegistry, byClient, byShuffled] = await Promise.all([
        lockOf(registry, manifest),
        lockOf(registryOf(packages, "npm", 0), manifest),
        lockOf(registryOf(packages, "npm", seed), manifest),
      ]);

      expect(byClient.text).toBe(byRegistry.text);
      expect(byShuffled.text).toBe(byRegistry.text);
      if (byRegistry.text === undefined) return;
      expect([byRegistry.by, byClient.by]).toEqual(["registry", "client"]);
      solved += 1;
    }),
    { numRuns: 150 },
  );
  expect(solved).toBeGreaterThan(20);
});

type PackageInUniverse = {
  readonly name: string;
  readonly version: string;
  readonly dependencies: { readonly [name: string]: string };
  readonly requires: { readonly [name: string]: string };
  readonly peerDependencies: { readonly [name: string]: string };
  readonly provides: { readonly [capability: string]: string };
  readonly isSingleton: boolean;
};

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
  for (const { name, version, dependencies, peerDependencies, requires, provides } of packages) {
    const larder = singletons.has(name) ? { larder: { requires, provides } } : {};
    const packageJson: PackageJson = { name, version, dependencies, peerDependencies, ...larder };
    registry.add(packageJson, Buffer.from(`${name}@${version}`));
  }
  return registry;
}

function manifestOf(url: string, wants: { readonly [name: string]: string }): HostManifest {
  return parseHostManifest(JSON.stringify({ registries: { home: url }, wants }));
}

/** Returns the text of the lock and who made it; no text when there is no answer. */
async function lockOf(registry: MemoryRegistry, manifest: HostManifest): Promise<{ text?: string; by?: string }> {
  const client = createRegistryClient({ url: registry.url, fetch: registry.fetch });
  try {
    const { lock, by } = await solveHost({ manifest, locked: undefined, update: [], client, core: coreOfferDefault });
    return { text: printLockfile(lock), by };
  } catch (error) {
    if (error instanceof UnsatisfiableWantsError) return {};
    throw error;
  }
}
