import { expect, test } from "vitest";

import { compareVersions, isRange, isVersion, isWithin, parseRange, parseVersion, satisfies } from "./version.ts";

test.each(["1.0.0", "0.0.0-20260101.abc", "1.2.3-beta.1"])("%s is a version", (text) => {
  expect(isVersion(text)).toBe(true);
});

test.each(["v1.0.0", "1.0", "1.0.0+build", "latest", "", " 1.0.0", `1.0.0-${"a".repeat(256)}`])(
  "%j is not a version in canonical form",
  (text) => {
    expect(isVersion(text)).toBe(false);
  },
);

test("a refused version comes with the canonical form that was probably meant", () => {
  expect(() => parseVersion("v1.2")).toThrow(
    expect.objectContaining({ message: "`v1.2` is not a version", hint: "Did you mean `1.2.0`?" }),
  );
});

test.each(["^1.0.0", ">=1 <3", "1.x || 2.x", "*", "", "~1.2"])("%j is a range", (text) => {
  expect(isRange(text)).toBe(true);
});

test.each(["latest", "not a range", "^^1", "file:../x"])("%j is not a range", (text) => {
  expect(isRange(text)).toBe(false);
});

test("a prerelease lies only in a range that names a prerelease of the same version", () => {
  const beta = parseVersion("2.0.0-beta.1");

  expect(satisfies(beta, parseRange(">=1.0.0"))).toBe(false);
  expect(satisfies(beta, parseRange(">=2.0.0-alpha"))).toBe(true);
});

test("versions sort by precedence, not by text", () => {
  const versions = ["10.0.0", "9.0.0", "9.0.0-rc.1"].map(parseVersion);

  expect(versions.toSorted(compareVersions)).toEqual(["9.0.0-rc.1", "9.0.0", "10.0.0"]);
});

test("a warning about a range covers the prereleases that lie in it, which picking from it does not", () => {
  const beta = parseVersion("2.0.0-beta.1");

  expect([isWithin(beta, parseRange("<2.0.0")), isWithin(beta, parseRange("<2.0.1"))]).toEqual([true, true]);
  const loose = ["v2.0.0", "2.0.0+build", "2.0.0beta", "2.0", "x".repeat(300)];
  expect(loose.map((text) => isWithin(text, parseRange("<=2.0.0")))).toEqual([true, true, true, undefined, undefined]);
  expect([isWithin(beta, parseRange(">=2.0.0")), satisfies(beta, parseRange("<2.0.1"))]).toEqual([false, false]);
});
