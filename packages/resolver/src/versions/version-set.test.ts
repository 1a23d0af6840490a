import * as fc from "fast-check";
import semver, { SemVer } from "semver";
import { expect, test } from "vitest";

import { formatVersionSet } from "./format-set.ts";
import { setOfKnownVersions } from "./known-versions-set.ts";
import { complement, exactly, hasVersion, intersection, isEmptySet, parseVersionSet, union } from "./version-set.ts";

const number = fc.integer({ min: 0, max: 3 });
const prerelease = fc.constantFrom("", "", "-0", "-alpha", "-alpha.1", "-beta.2", "-rc.10");
const version = fc.tuple(number, number, number, prerelease).map(([a, b, c, suffix]) => `${a}.${b}.${c}${suffix}`);
const comparator = fc
  .tuple(fc.constantFrom("", "=", "<", "<=", ">", ">=", "^", "~"), version)
  .map((parts) => parts.join(""));
const partial = fc.tuple(
  fc.constantFrom("", "^", "~", "<", ">="),
  fc.constantFrom("*", "1", "1.x", "1.2", "0", "0.x", "2.0.x"),
);
const simple = fc.oneof(
  comparator,
  partial.map((parts) => parts.join("")),
);
const hyphen = fc.tuple(version, version).map((ends) => ends.join(" - "));
const alternative = fc.oneof(
  fc.array(simple, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" ")),
  hyphen,
);
const range = fc
  .array(alternative, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(" || "))
  .filter((text) => semver.validRange(text) !== null);

test("[RS1] a set has exactly the versions that npm's semver says satisfy the range", () => {
  fc.assert(
    fc.property(range, version, (text, one) => {
      expect(hasVersion(parseVersionSet(text), new SemVer(one))).toBe(semver.satisfies(one, text));
    }),
    { numRuns: 2000 },
  );
});

test("[RS1] intersection, union and complement are those of the versions in the sets", () => {
  fc.assert(
    fc.property(range, range, version, (left, right, one) => {
      const [a, b, point] = [parseVersionSet(left), parseVersionSet(right), new SemVer(one)];
      const [inA, inB] = [hasVersion(a, point), hasVersion(b, point)];

      expect(hasVersion(intersection(a, b), point)).toBe(inA && inB);
      expect(hasVersion(union(a, b), point)).toBe(inA || inB);
      expect(hasVersion(complement(a), point)).toBe(!inA);
    }),
    { numRuns: 2000 },
  );
});

test("[RS1] a set and its complement share nothing, and leave nothing out", () => {
  fc.assert(
    fc.property(range, (text) => {
      const set = parseVersionSet(text);
      expect(isEmptySet(intersection(set, complement(set)))).toBe(true);
      expect(isEmptySet(complement(union(set, complement(set))))).toBe(true);
    }),
  );
});

test("[RS1] a prerelease is in a range only when the range names a prerelease of the same release", () => {
  const beta = new SemVer("1.2.3-beta");
  expect(hasVersion(parseVersionSet(">=1.2.3-alpha"), beta)).toBe(true);
  expect(hasVersion(parseVersionSet(">=1.0.0"), beta)).toBe(false);
  expect(hasVersion(parseVersionSet(">=1.2.2-alpha"), beta)).toBe(false);
});

test("a set of known versions has those and none of the others", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(version, { minLength: 1, maxLength: 12 }),
      fc.array(fc.boolean(), { maxLength: 12 }),
      (texts, flags) => {
        const ascending = texts.map((text) => new SemVer(text)).toSorted((a, b) => a.compare(b));
        const set = setOfKnownVersions(ascending, (index) => flags[index] === true);
        expect(ascending.map((one) => hasVersion(set, one))).toEqual(
          ascending.map((_, index) => flags[index] === true),
        );
      },
    ),
  );
});

test("a set reads as a person would write it", () => {
  const known = ["1.0.0", "1.2.0", "2.0.0", "3.0.0"].map((text) => new SemVer(text));
  const words = ["^1.2.0", "~1.2", ">=2", "<2", "1.0.0", "*", ">1.0.0 <=3.0.0", "^0.2.1", "^0.0.3"].map((text) =>
    formatVersionSet(parseVersionSet(text), known),
  );
  expect(words).toEqual([
    "^1.2.0",
    ">=1.2.0 <1.3.0",
    ">=2.0.0",
    "<2.0.0",
    "1.0.0",
    "*",
    ">1.0.0 <=3.0.0",
    "^0.2.1",
    "^0.0.3",
  ]);
  expect(formatVersionSet(union(exactly(new SemVer("1.0.0")), exactly(new SemVer("2.0.0"))), known)).toBe(
    "1.0.0 or 2.0.0",
  );
});
