import { isPackageName } from "@larder/package-spec";
import * as fc from "fast-check";

import { policyOfNobody } from "../policy.ts";
import type { ResolvePolicy } from "../policy.ts";
import type { Universe, VersionFacts } from "./a-registry.ts";

/** A registry of plugins, what a host wants of them, and its policy. */
export type PluginWorld = {
  readonly universe: Universe;
  readonly wants: { readonly [name: string]: string };
  readonly policy: ResolvePolicy;
  readonly asOf: string;
};

/** No `*`: which prerelease it may name depends on a tag, and tags are not the matter here. */
const range = fc.oneof(
  { arbitrary: fc.constant(">=0.0.0"), weight: 8 },
  { arbitrary: fc.constantFrom("^1.0.0", ">=1.1.0", "<2.0.0", "<3.0.0", ">=1.1.0-0"), weight: 5 },
  { arbitrary: fc.constantFrom("^2.0.0", "1.0.0", "^3.0.0", "~1.1.0"), weight: 4 },
);
const capabilities = ["capability:db", "capability:mail"] as const;
const capabilityRange = fc.constantFrom("*", "^1.0.0", "^2.0.0");
const capabilityVersion = fc.constantFrom("1.0.0", "1.2.0", "2.0.0");
const versions = ["1.0.0", "1.1.0-beta.1", "1.1.0", "1.2.0", "2.0.0", "3.0.0"];
const days = ["2026-01-01", "2026-11-10", "2026-11-18", "2026-11-19"];

/** Any host of `names.length` plugins that require each other, conflict, provide and need capabilities, under any policy. */
export function aPluginWorld(names: readonly string[], relationsMax: number): fc.Arbitrary<PluginWorld> {
  const name = fc.constantFrom(...names);
  const facts = aPlugin(name, relationsMax);
  return fc.record({
    universe: fc
      .tuple(...names.map(() => fc.dictionary(fc.constantFrom(...versions), facts, { minKeys: 1, maxKeys: 4 })))
      .map((all) => Object.fromEntries(all.map((one, index) => [names[index] ?? "", one]))),
    wants: fc.dictionary(name, range, { minKeys: 1, maxKeys: Math.ceil(names.length / 2) }),
    policy: fc.oneof({ arbitrary: aPolicy(name), weight: 2 }, { arbitrary: fc.constant(policyOfNobody), weight: 1 }),
    asOf: fc.constant("2026-11-20T00:00:00.000Z"),
  });
}

function mostly<Value>(usual: Value, other: Value): fc.Arbitrary<Value> {
  return fc.oneof({ arbitrary: fc.constant(usual), weight: 7 }, { arbitrary: fc.constant(other), weight: 1 });
}

function aPolicy(name: fc.Arbitrary<string>): fc.Arbitrary<ResolvePolicy> {
  return fc.record({
    minimumAgeMs: fc.constantFrom(0, 0, 86_400_000, 3 * 86_400_000),
    minimumAgeExempt: fc.array(name.filter(isPackageName), { maxLength: 1 }),
    trust: fc.constant("any" as const),
    deprecated: fc.constantFrom("allow", "refuse"),
    block: fc.dictionary(
      fc.tuple(name, fc.constantFrom("1.1.0", "^1.0.0", "*")).map((parts) => parts.join("@")),
      fc.constant("bad"),
      { maxKeys: 2 },
    ),
    platforms: fc.constantFrom([], [{ os: "linux", cpu: "x64" }]),
    node: fc.constant("26.0.0" as NonNullable<ResolvePolicy["node"]>),
  });
}

function aPlugin(name: fc.Arbitrary<string>, relationsMax: number): fc.Arbitrary<VersionFacts> {
  return fc
    .record({
      requires: fc.dictionary(name, range, { maxKeys: relationsMax }),
      optional: fc.dictionary(name, range, { maxKeys: 1 }),
      peers: fc.dictionary(name, range, { maxKeys: 1 }),
      conflicts: fc.oneof(
        { arbitrary: fc.constant({}), weight: 4 },
        { arbitrary: fc.dictionary(name, range, { maxKeys: 1 }), weight: 1 },
      ),
      needs: fc.oneof(
        { arbitrary: fc.constant({}), weight: 2 },
        { arbitrary: fc.dictionary(fc.constantFrom(...capabilities), capabilityRange, { maxKeys: 1 }), weight: 1 },
      ),
      provides: fc.dictionary(fc.constantFrom(...capabilities), capabilityVersion, { maxKeys: 1 }),
      core: mostly("^1.0.0", "^2.0.0"),
      node: mostly(">=24", "^24"),
      os: mostly(["linux"], ["!linux"]),
      deprecated: mostly("", "old"),
      day: fc.constantFrom(...days, undefined),
    })
    .map(({ requires, optional, peers, conflicts, needs, provides, core, node, os, deprecated, day }) => ({
      larder: {
        requires: {
          ...Object.fromEntries(
            Object.entries(optional).map(([other, version]) => [other, { version, optional: true }]),
          ),
          ...requires,
          ...needs,
        },
        conflicts,
        provides,
      },
      peerDependencies: peers,
      engines: { larder: core, node },
      os,
      ...(deprecated === "" ? {} : { deprecated }),
      ...(day === undefined ? {} : { published: `${day}T12:00:00.000Z` }),
    }));
}
