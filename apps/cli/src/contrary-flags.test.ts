import { readdir } from "node:fs/promises";

import { expect, test } from "vitest";

import { newWorkplace } from "./testing/larder-process.ts";

test.each([
  [["lock", "--check", "--accept-keys"], "`--check` and `--accept-keys` do not go together"],
  [["lock", "--check", "--install-merge-driver"], "`--check` and `--install-merge-driver` do not go together"],
  [["lock", "--accept-keys", "--merge-driver", "a", "b", "c", "d"], "`--accept-keys` and `--merge-driver` do not go"],
  [["rollback", "--list", "--to", "1"], "`--list` and `--to` do not go together"],
])("flags that ask for two things are refused, and neither is done: larder %j", async (words, sentence) => {
  await using place = await newWorkplace();
  await place.run(["host", "init", "."]);
  const before = await readdir(place.directory);

  const { exitCode, document } = await place.run([...words, "--json"]);

  expect({ exitCode, answer: document() }).toMatchObject({
    exitCode: 2,
    answer: { ok: false, error: { code: "EUSAGE", summary: expect.stringContaining(sentence) } },
  });
  expect(await readdir(place.directory)).toEqual(before);
});
