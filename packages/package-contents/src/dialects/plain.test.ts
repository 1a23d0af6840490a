import { describe, expect, test } from "vitest";

import { fileTreeOf } from "../file-tree.ts";
import { inspectPackage } from "../inspect-package.ts";
import { messagesOf } from "../testing/packages.ts";

describe("a package without a larder key", () => {
  test("is a library without components, whatever its folders are called", () => {
    const tree = fileTreeOf({
      "package.json": '{"name":"eslint-plugin-x","version":"1.0.0"}',
      "plugins/a/index.js": "",
      "templates/t.md": "",
    });

    expect(inspectPackage(tree)).toMatchObject({ dialect: "plain", larder: undefined, components: [], problems: [] });
  });

  test("that is meant for hosts, or holds another manifest, is told so", () => {
    const tree = fileTreeOf({
      "package.json": '{"name":"x","version":"1.0.0","peerDependencies":{"@larder/sdk":"^1"}}',
      "plugin.yaml": "execution_mode: trusted\n",
    });

    expect(messagesOf(tree)).toEqual([
      "warning package.json: The package is meant for hosts, but has no `larder` key, so it is read as a library",
      "warning package.json: The package also holds the manifest of a xcore package, which is not read",
    ]);
  });
});
