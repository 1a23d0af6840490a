import { expect, test } from "vitest";

import type { JsonObject } from "./manifest.ts";
import { findManifestMismatch } from "./manifest-mismatch.ts";

const none = { hasBindingGyp: false };
const packageJson = { name: "@acme/chat", version: "1.0.0" };

test.each<[string, JsonObject, JsonObject]>([
  ["one command as a text", { bin: { chat: "cli.js" } }, { bin: "./cli.js" }],
  ["bundled dependencies under their other name", { bundleDependencies: ["ms"] }, { bundledDependencies: ["ms"] }],
  [
    "all dependencies bundled",
    { bundleDependencies: ["ms"], dependencies: { ms: "1" } },
    { bundleDependencies: true, dependencies: { ms: "1" } },
  ],
  ["bundled dependencies as a map", { bundleDependencies: ["ms"] }, { bundleDependencies: { ms: "1" } }],
  [
    "a bundled dependency that is none",
    { bundleDependencies: ["ms"], dependencies: { ms: "*" } },
    { bundledDependencies: ["ms"] },
  ],
  [
    "optional dependencies repeated",
    { dependencies: { ms: "1" }, optionalDependencies: { ms: "1" } },
    { optionalDependencies: { ms: "1" } },
  ],
  ["a version with a `v`", {}, { version: "v1.0.0" }],
  ["files of a bin directory", { bin: { chat: "tools/chat.js" } }, { directories: { bin: "./tools" } }],
  ["scripts that do not run at installation", { scripts: { test: "x" } }, { scripts: { prepublishOnly: "y" } }],
  ["keys in another order", { larder: { mode: "trusted", env: {} } }, { larder: { env: {}, mode: "trusted" } }],
])("npm's normalisation is no disagreement: %s", (_, manifest, packed) => {
  expect(findManifestMismatch({ ...packageJson, ...manifest }, { ...packageJson, ...packed }, none)).toBeUndefined();
});

test.each<[string, JsonObject]>([
  ["name", { name: "@acme/other" }],
  ["version", { version: "1.0.1" }],
  ["dependencies", { dependencies: { evil: "1" } }],
  ["optionalDependencies", { optionalDependencies: { evil: "1" } }],
  ["devDependencies", { devDependencies: { evil: "1" } }],
  ["peerDependencies", { peerDependencies: { evil: "1" } }],
  ["bundleDependencies", { bundleDependencies: ["evil"] }],
  ["bin", { bin: { evil: "x.js" } }],
  ["scripts", { scripts: { postinstall: "evil" } }],
  ["larder", { larder: { mode: "trusted" } }],
])("a manifest that hides what the archive says is found: %s", (field, packed) => {
  expect(findManifestMismatch(packageJson, { ...packageJson, ...packed }, none)).toMatchObject({ field });
});

test("an archive with a `binding.gyp` has npm's implicit install script", () => {
  const manifest = { ...packageJson, scripts: { install: "node-gyp rebuild" } };

  expect(findManifestMismatch(manifest, packageJson, { hasBindingGyp: true })).toBeUndefined();
  expect(findManifestMismatch(manifest, packageJson, none)).toMatchObject({ field: "scripts" });
});
