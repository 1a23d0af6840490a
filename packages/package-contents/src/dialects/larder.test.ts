import { describe, expect, test } from "vitest";

import { fileTreeOf } from "../file-tree.ts";
import { inspectPackage } from "../inspect-package.ts";
import { messagesOf, packageOf } from "../testing/packages.ts";

describe("package.json", () => {
  test("with an invalid larder field gives the field and the reason", () => {
    const tree = packageOf({
      requires: { "@acme/chat": "^^1", "capability:Mail": "*", "@acme/x": { version: 1 } },
      mode: "legacy",
      permissions: [{ resource: "db.**", efect: "deny" }],
      hooks: { "pre-start": "" },
      entry: "../outside.js",
    });

    expect(inspectPackage(tree).larder).toBeUndefined();
    expect(messagesOf(tree)).toMatchInlineSnapshot(`
      [
        "error package.json: \`larder.requires["@acme/chat"]\` is invalid: \`^^1\` is not a version range",
        "error package.json: \`larder.requires["capability:Mail"]\` is invalid: is neither a package name nor \`capability:<name>\`",
        "error package.json: \`larder.requires["@acme/x"]\` is invalid: \`version\`: Invalid input: expected string, received number",
        "error package.json: \`larder.mode\` is invalid: Invalid option: expected one of "trusted"|"sandboxed"",
        "error package.json: \`larder.permissions[0]\` is invalid: Unrecognized key: "efect"",
        "error package.json: \`larder.hooks["pre-start"]\` is invalid: Too small: expected string to have >=1 characters",
        "error package.json: \`larder.entry\` is invalid: must be a path inside the package, with forward slashes",
      ]
    `);
  });

  test("with a key that nobody knows gets a warning, and the rest is read", () => {
    const tree = packageOf({ requires: { "@acme/chat": "^1" }, colour: "red", limits: { memoryMb: 64, cores: 2 } });

    expect(inspectPackage(tree).larder).toEqual({
      requires: { "@acme/chat": "^1" },
      limits: { memoryMb: 64 },
      extra: { colour: "red" },
    });
    expect(messagesOf(tree)).toEqual([
      "warning package.json: `larder.limits.cores` is not a field that Larder knows",
      "warning package.json: `larder.colour` is not a field that Larder knows",
    ]);
  });

  test("of a package with plugins should say which core it needs", () => {
    const tree = fileTreeOf({
      "package.json": JSON.stringify({ name: "chat", version: "1.0.0", larder: {} }),
      "plugins/chat/index.js": "",
    });

    expect(messagesOf(tree)).toEqual([
      "warning package.json: `engines.larder` is missing, so the package may be installed into a host that cannot run its plugins",
    ]);
  });

  test.each([
    ["no JSON", "{", /^error package\.json: `package\.json` is not JSON: /],
    ["no object", "[]", /does not hold an object$/],
    ["deep nesting", `{"larder":${'{"a":'.repeat(5000)}1${"}".repeat(5001)}`, /nested more than 64 levels deep$/],
    ["no name", '{"version":"1.0.0"}', /has no name$/],
    ["a bad name", '{"name":"../up","version":"1.0.0"}', /`\.\.\/up` is not a package name$/],
    ["a bad version", '{"name":"chat","version":"one"}', /`one` is not a version$/],
  ])("with %s is refused", (_title, text, reason) => {
    expect(messagesOf(fileTreeOf({ "package.json": text }))).toEqual([expect.stringMatching(reason)]);
  });

  test("may put a component folder elsewhere, or switch it off", () => {
    const tree = packageOf(
      { components: { actors: "api/", templates: false } },
      { "api/a.js": "", "templates/t.md": "" },
    );

    expect(inspectPackage(tree).components).toEqual([{ kind: "actor", name: "a", path: "api/a.js", status: "ok" }]);
  });

  test("may name a root plugin, which must be there", () => {
    const found = inspectPackage(packageOf({ entry: "./src/main.js" }, { "src/main.js": "" }));
    const missing = messagesOf(packageOf({ entry: "src/main.js" }));

    expect(found.components).toEqual([{ kind: "plugin", name: "metrics", path: "src/main.js", status: "ok" }]);
    expect(missing).toEqual(["error package.json: `larder.entry` names `src/main.js`, which is not in the package"]);
  });
});
