import { expect, test } from "vitest";

import { listBundledDependencies } from "./bundled-dependencies.ts";

const manifest = { dependencies: { ms: "1", debug: "2" }, optionalDependencies: { fast: "1" } };

// What `normalize` of `@npmcli/package-json` 8 makes of the same.
test.each([
  [{ bundleDependencies: ["ms"] }, ["ms"]],
  [{ bundledDependencies: ["ms"] }, ["ms"]],
  [{ bundleDependencies: true }, ["debug", "ms"]],
  [{ bundledDependencies: true }, ["debug", "ms"]],
  [{ bundleDependencies: { ms: "1" } }, ["ms"]],
  [{ bundledDependencies: { ms: true } }, ["ms"]],
  [{ bundleDependencies: ["absent"] }, ["absent"]],
  [{ bundleDependencies: false }, []],
  [{ bundleDependencies: false, bundledDependencies: ["ms"] }, []],
  [{ bundleDependencies: [], bundledDependencies: ["ms"] }, []],
  [{ bundleDependencies: "ms" }, []],
  [{ bundleDependencies: null }, []],
  [{}, []],
])("%j bundles %j, as with npm", (said, bundled) => {
  expect(listBundledDependencies({ ...manifest, ...said })).toEqual(bundled);
});

test("all dependencies of a package that has none are none", () => {
  expect(listBundledDependencies({ bundleDependencies: true })).toEqual([]);
});
