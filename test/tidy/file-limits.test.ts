import { expect, test } from "vitest";

import { withoutExceptions } from "./exceptions.ts";
import { findAny, findLongFiles, findSwitchedOffLimits, medianFileLength } from "./file-limits.ts";
import { listSourceFiles, readTextFile } from "./source-file.ts";

test("no file has more than 300 lines, and the median is near 80", () => {
  const files = listSourceFiles();
  process.stdout.write(`The median file has ${medianFileLength(files)} lines\n`);

  expect(withoutExceptions(files.flatMap(findLongFiles))).toEqual([]);
});

test("no file uses `any`", () => {
  expect(withoutExceptions(listSourceFiles().flatMap(findAny))).toEqual([]);
});

test("no file switches a limit off for itself", () => {
  expect(withoutExceptions(listSourceFiles().flatMap(findSwitchedOffLimits))).toEqual([]);
});

test("the linter holds functions to 60 lines and a complexity of 10, outside of tests", () => {
  const { rules, overrides } = JSON.parse(readTextFile(".oxlintrc.json").text);

  expect(rules).toMatchObject({
    complexity: ["error", 10],
    "import/no-cycle": "error",
    "max-lines": ["error", { max: 300 }],
    "max-lines-per-function": ["error", { max: 60 }],
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-non-null-assertion": "error",
  });
  expect(overrides).toEqual([{ files: ["**/*.test.ts", "**/*.test.tsx"], rules: { "max-lines-per-function": "off" } }]);
});

test("what breaks a limit is found", () => {
  const path = "packages/errors/src/new.ts";

  expect(findLongFiles({ path, text: "x\n".repeat(301) })).toEqual([`${path} has 301 lines`]);
  expect(findLongFiles({ path, text: "x\n".repeat(300) })).toEqual([]);
  expect(findAny({ path, text: "const any: string[] = [] as any;" })).toEqual([`${path} uses \`any\``]);
  expect(findAny({ path, text: "// any\nconst any = 1;" })).toEqual([]);
  const comment = ["// oxlint", "disable-next-line complexity"].join("-");
  expect(findSwitchedOffLimits({ path, text: comment })).toEqual([`${path} switches \`complexity\` off`]);
});
