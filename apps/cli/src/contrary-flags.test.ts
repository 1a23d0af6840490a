import { readdir } from "node:fs/promises";

import { expect, test } from "vitest";

import { newWorkplace } from "./testing/larder-process.ts";

test.each([
  [["lock", "--check", "--accept-keys"], "`--check` and `--accept-keys` do not go together"],
  [["lock", "--check", "--install-merge-driver"], "`--check` and `--install-merge-driver` do not go together"],
  [["lock", "--accept-keys", "--merge-driver", "a", "b", "c", "d"], "`--accept-keys` and `--merge-driver` do not go"],
  [["lock", "--check", "--lowest"], "`--check` and `--lowest` do not go together"],
  [["lock", "--lowest", "--merge-driver", "a", "b", "c", "d"], "`--lowest` and `--merge-driver` do not go together"],
  [["update", "--latest", "--lowest"], "`--latest` and `--lowest` do not go together"],
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
