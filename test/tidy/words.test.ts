import { expect, test } from "vitest";

import { withoutExceptions } from "./exceptions.ts";
import { listTextFiles } from "./source-file.ts";
import { findUnwelcomeWords } from "./words.ts";

test("no public registry, no path of one machine, no note to oneself", () => {
  expect(withoutExceptions(listTextFiles().flatMap(findUnwelcomeWords))).toEqual([]);
});

test("unwelcome words are found, and their likes are not", () => {
  expect(found(`see https://${["registry", "npmjs", "example"].join(".")}/left-pad`)).toHaveLength(1);
  expect(found("cd /Users/ada/larder")).toHaveLength(1);
  expect(found("// TODO: more")).toHaveLength(1);
  expect(found("GET /-/api/v1/packages, https://packages.example/work/x, node_modules/work/x, a todo list")).toEqual(
    [],
  );
});

function found(text: string): string[] {
  return findUnwelcomeWords({ path: "README.md", text });
}
