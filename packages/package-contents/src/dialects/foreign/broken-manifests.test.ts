import { expect, test } from "vitest";

import { fileTreeOf } from "../../file-tree.ts";
import { inspectPackage } from "../../inspect-package.ts";
import { messagesOf } from "../../testing/packages.ts";
import { template, todo, users } from "../../testing/foreign-packages.ts";

test.each([
  ["package.toml", "[source\nname = 1\n", "threebot", "`package.toml` is not TOML: line 1"],
  ["plugin.yml", "name: [a\nversion: 1\n", "xcore", "`plugin.yml` is not YAML"],
  ["windflow-plugin.yml", "- a\n- b\n", "windflow", "`windflow-plugin.yml` does not hold a map of fields"],
  ["plugin.yml", "apiVerifwe: v1\nkinnd: Plugin\nmetadata: { naame: x }\n", "xcore", "The package has no name"],
  [
    "plugin.yml",
    template["plugin.yml"],
    "windflow",
    "`plugin.yml` names `config/schema.json`, which is not in the package",
  ],
  ["plugin.yaml", 'name: "…"\nversion: 1.0.0\n', "xcore", "`…` of `plugin.yaml` cannot be made a package name"],
  ["plugin.yaml", "name: ping\nversion: newest\n", "xcore", "`newest` of `plugin.yaml` is no version"],
  [
    "plugin.yaml",
    "name: ping\nversion: 1.0.0\nexecution_mode: wild\n",
    "xcore",
    "`execution_mode` of `plugin.yaml` is `wild`",
  ],
])("[W35] a broken %s is one clear error, and nothing is thrown", (path, text, dialect, message) => {
  const inspection = inspectPackage(fileTreeOf({ [path]: text }));

  expect(inspection.dialect).toBe(dialect);
  expect(inspection.problems).toContainEqual(
    expect.objectContaining({ severity: "error", message: expect.stringContaining(message) }),
  );
});

test("what is left of a package without its manifest says which one is missing", () => {
  expect(messagesOf(fileTreeOf({ "package.py": "", "actors/a.py": "" }))).toEqual([
    "error package.json: There is a `package.py`, but no `package.toml`, which says what the package is",
  ]);
});

test("[D10] of two manifests one is read, and the other is named", () => {
  const both = fileTreeOf({ ...template, "package.toml": todo["package.toml"] });

  expect(inspectPackage(both)).toMatchObject({ dialect: "threebot", packageJson: { name: "@threebot/todo_list" } });
  expect(messagesOf(both)).toContain(
    "warning plugin.yml: The package also holds the manifest of a windflow package, which is not read: `package.toml` is",
  );
});

test.each([
  ["threebot", todo],
  ["windflow", template],
  ["xcore", { "plugin.yaml": users, "src/main.js": "", ".env": "" }],
])("[D10] the canonical package.json of a %s package reads as its own manifest does", (_dialect, files) => {
  const own = inspectPackage(fileTreeOf(files));

  const again = inspectPackage(fileTreeOf({ ...files, "package.json": JSON.stringify(own.packageJson) }));

  expect(again).toMatchObject({ dialect: "larder", packageJson: own.packageJson, components: own.components });
  expect(again.larder).toEqual(own.larder);
});
