import * as fc from "fast-check";

import type { Universe, VersionFacts } from "./a-registry.ts";

const names = ["p0", "p1", "p2", "p3", "p4", "p5"];
const name = fc.constantFrom(...names);
const range = fc.constantFrom("*", "^1.0.0", "^2.0.0", ">=1.0.0", "1.0.0", "~1.1.0", "^9.0.0");
const likelyRange = fc.constantFrom("*", "^1.0.0", ">=1.0.0");
const dependencies = fc.dictionary(name, likelyRange, { maxKeys: 2 });

const facts: fc.Arbitrary<VersionFacts> = fc.record({
  dependencies,
  optionalDependencies: fc.dictionary(name, range, { maxKeys: 1 }),
  peerDependencies: fc.dictionary(name, likelyRange, { maxKeys: 2 }),
});

const versions = fc.dictionary(fc.constantFrom("1.0.0", "1.1.0", "2.0.0"), facts, { minKeys: 1, maxKeys: 3 });

/** Any small registry of libraries that depend on each other in any way, in circles and as peers too. */
export const aLibraryUniverse: fc.Arbitrary<Universe> = fc
  .tuple(...names.map(() => versions))
  .map((all) => Object.fromEntries(all.map((one, index) => [`p${index}`, one])));
