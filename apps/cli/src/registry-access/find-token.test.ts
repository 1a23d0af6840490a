import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { newWorkplace } from "../testing/larder-process.ts";

const registry = ["--registry", "http://127.0.0.1:1"];

test.each([
  ["--token", ["search", "x", ...registry, "--token", "lrd_one\n"], "has a character that no token has"],
  ["--token", ["search", "x", ...registry, "--token", ""], "is empty"],
  ["--token", ["login", ...registry, "--token", "lrd_é"], "has a character that no token has"],
  ["LARDER_TOKEN", ["search", "x", ...registry], "has a character that no token has"],
] as const)("a token of %s that cannot be sent is refused: larder %j", async (place, words, reason) => {
  await using workplace = await newWorkplace({ LARDER_TOKEN: "lrd_two\r\n" });

  const { exitCode, stderr } = await workplace.run(words);

  expect(exitCode).toBe(2);
  expect(stderr).toContain(`error The token of \`${place}\` ${reason}`);
  expect(stderr).not.toContain("lrd_");
});

test("a token of an .npmrc that cannot be sent is refused", async () => {
  await using workplace = await newWorkplace();
  await writeFile(join(workplace.directory, ".npmrc"), "//127.0.0.1:1/:_authToken=lrd_one two\n");

  const { exitCode, stderr } = await workplace.run(["search", "x", ...registry]);

  expect(exitCode).toBe(2);
  expect(stderr).toContain("error The token of `.npmrc` has a character that no token has");
});
