import { isPackageName, type PackageName } from "@larder/package-spec";
import * as fc from "fast-check";

import type { Universe } from "./a-registry.ts";

/** A registry of plugins and libraries that need each other in any way, and what a host wants of it. */
export type MixedHost = {
  readonly universe: Universe;
  readonly wants: { readonly [name: string]: string };
  readonly shared: readonly PackageName[];
};

const names = ["p0", "p1", "p2", "p3", "p4", "p5"];
const name = fc.constantFrom(...names);
const range = fc.constantFrom("*", "^1.0.0", "^2.0.0", ">=1.0.0", "1.0.0", "~1.1.0");
const likelyRange = fc.constantFrom("*", "^1.0.0", ">=1.0.0");

const facts = fc
  .record({
    dependencies: fc.dictionary(name, likelyRange, { maxKeys: 2 }),
    optionalDependencies: fc.dictionary(name, range, { maxKeys: 1 }),
    peerDependencies: fc.dictionary(name, likelyRange, { maxKeys: 2 }),
    requires: fc.dictionary(name, likelyRange, { maxKeys: 1 }),
    isPlugin: fc.boolean(),
  })
  .map(({ requires, isPlugin, ...plain }) => ({ ...plain, ...(isPlugin && { larder: { requires } }) }));

const versions = fc.dictionary(fc.constantFrom("1.0.0", "1.1.0", "2.0.0"), facts, { minKeys: 1, maxKeys: 3 });

/** Any such host of six packages. */
export const aMixedHost: fc.Arbitrary<MixedHost> = fc.record({
  universe: fc
    .tuple(...names.map(() => versions))
    .map((all): Universe => Object.fromEntries(all.map((one, index) => [`p${index}`, one]))),
  wants: fc.dictionary(name, likelyRange, { minKeys: 1, maxKeys: 3 }),
  shared: fc.array(name.filter(isPackageName), { maxLength: 1 }),
});
