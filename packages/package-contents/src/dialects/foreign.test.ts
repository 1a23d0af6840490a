import { expect, test } from "vitest";

import { fileTreeOf } from "../file-tree.ts";
import { inspectPackage } from "../inspect-package.ts";

test.each([
  ["package.toml", '[source]\nname = "x"\n', "threebot"],
  ["package.toml", 'name = "x"\n', "js-sdk"],
  ["windflow-plugin.yml", "name: x\n", "windflow"],
  ["plugin.yml", "kind: Plugin\n", "windflow"],
  ["plugin.yaml", "hooks: {}\n", "windflow"],
  ["plugin.yaml", "execution_mode: sandboxed\n", "xcore"],
  ["plugin.yaml", "entry_point: x:register\n", "hottopoteto"],
  ["manifest.json", '{"entry_points":{"link_handlers":[]}}', "hottopoteto"],
])("%s (%s) is recognised as %s, and said to be unsupported", (path, text, dialect) => {
  const inspection = inspectPackage(fileTreeOf({ [path]: text }));

  expect(inspection.dialect).toBe(dialect);
  expect(inspection.problems).toEqual([expect.objectContaining({ severity: "error", path })]);
  expect(inspection.problems[0]?.message).toContain("is not supported yet");
});
