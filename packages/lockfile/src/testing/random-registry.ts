import { integrityOfSha512, parseVersion } from "@larder/package-spec";
import { type PackageSource, resolve, type ResolveRequest } from "@larder/resolver";
import * as fc from "fast-check";

import { createLockfile, type Lockfile } from "../lockfile.ts";

type Manifest = { readonly dependencies?: Texts; readonly peerDependencies?: Texts; readonly larder?: object };
export type Texts = { readonly [name: string]: string };
export type Registry = { readonly [name: string]: { readonly [version: string]: Manifest } };

const versions = ["1.0.0", "1.1.0", "2.0.0"];

function sourceOf(registry: Registry): PackageSource {
  return {
    fetch: async (name) => {
      const manifests = registry[name];
      if (manifests === undefined) return undefined;
      const known = Object.keys(manifests);
      return {
        name,
        modified: "2026-01-01T00:00:00.000Z",
        "dist-tags": { latest: parseVersion(known.at(-1) ?? "") },
        versions: Object.fromEntries(
          Object.entries(manifests).map(([version, manifest]) => [
            version,
            {
              name,
              version: parseVersion(version),
              dist: {
                tarball: `https://packages.example/${name}/-/${name}-${version}.tgz`,
                integrity: integrityOfSha512(`${digestLike(`${name}${version}`)}==`),
              },
              ...manifest,
            },
          ]),
        ),
      };
    },
  };
}

/** 86 characters that differ for each text. */
function digestLike(text: string): string {
  return text.replace(/[^a-z0-9]/gi, "x").padEnd(85, "A") + "A";
}

/** Returns the lock of `wants` in `registry`; `undefined` when there is none. */
export async function lockOf(
  registry: Registry,
  wants: Texts,
  more: Partial<ResolveRequest> = {},
): Promise<Lockfile | undefined> {
  const outcome = await resolve(
    {
      coreVersion: parseVersion("1.0.0"),
      provided: [],
      registry: "home",
      wants: Object.entries(wants).map(([alias, wanted]) => ({ alias, wanted })),
      shared: [],
      overrides: {},
      ...more,
    },
    sourceOf(registry),
  );
  return outcome.outcome === "solved" ? createLockfile(outcome.resolution) : undefined;
}

/** The names of a random registry. */
export const names: string[] = ["a", "b", "c", "d", "e", "f"];
/** A range of versions that it may have. */
export const range: fc.Arbitrary<string> = fc.constantFrom("^1.0.0", "^2.0.0", "*", ">=1.1.0", "1.0.0");
/** What a package, or an override, asks of some of them. */
export const someRanges: fc.Arbitrary<Texts> = fc.dictionary(fc.constantFrom(...names), range, {
  maxKeys: 2,
  noNullPrototype: true,
});
/** A package does not require itself. */
const plugin = (own: string): fc.Arbitrary<Manifest> =>
  fc.record({
    dependencies: someRanges,
    larder: fc.record({
      requires: someRanges.map((asked) => Object.fromEntries(Object.entries(asked).filter(([name]) => name !== own))),
    }),
  });
const library = fc.record({ dependencies: someRanges }, { requiredKeys: [] });
const withPeer = fc.record({ dependencies: someRanges, peerDependencies: someRanges }, { requiredKeys: [] });

function packageOf(manifest: fc.Arbitrary<Manifest>): fc.Arbitrary<Registry[string]> {
  return fc
    .tuple(manifest, manifest, manifest)
    .map((all) => Object.fromEntries(versions.map((version, index) => [version, all[index] ?? {}])));
}

/** A small registry: two plugins, a library with peers, and libraries. */
export const registry: fc.Arbitrary<Registry> = fc.record({
  a: packageOf(plugin("a")),
  b: packageOf(plugin("b")),
  c: packageOf(withPeer),
  d: packageOf(library),
  e: packageOf(library),
  f: packageOf(library),
});
