// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { diskPackageRecords, openRecordBook } from "./package-records.ts";

async function aFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "larder-records-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, "lifecycle.json");
}

test("[L26] [T6] what is noted is read again by the next process, and only its user can read it", async () => {
  const path = await aFile();
  const book = await openRecordBook(diskPackageRecords(path));
  book.note("b", { desired: "disabled" });
  book.note("a", { installed: "1.0.0", installArguments: { colour: "green" } });
  book.note("gone", { desired: "installed" });
  book.forget("gone");
  await book.save();

  const next = await openRecordBook(diskPackageRecords(path));

  expect([next.get("a"), next.get("b"), next.get("gone"), next.get("never")]).toEqual([
    { desired: "started", installed: "1.0.0", installArguments: { colour: "green" } },
    { desired: "disabled" },
    { desired: "started" },
    { desired: "started" },
  ]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("[L26] nothing is written when nothing has changed", async () => {
  const path = await aFile();
  const book = await openRecordBook(diskPackageRecords(path));

  await book.save();

  await expect(readFile(path)).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([
  ["half a file", '{"version":1,"packages":{"a":{"desi'],
  ["nothing", ""],
  ["no object", "null"],
  ["no packages", '{"version":1,"packages":[]}'],
  ["a package of which nothing is said", '{"version":1,"packages":{"a":null}}'],
  ["a wish that nobody knows", '{"version":1,"packages":{"a":{"desired":"gone"}}}'],
  ["a version that is no text", '{"version":1,"packages":{"a":{"desired":"started","installed":1}}}'],
])("[L26] %s is refused with its name: what was disabled must not start by accident", async (_, text) => {
  const path = await aFile();
  await writeFile(path, text);

  await expect(openRecordBook(diskPackageRecords(path))).rejects.toMatchObject({
    message: `\`${path}\` is damaged`,
    hint: "Remove it: every package is then started, and installed again first",
  });
});

test("[L26] a file of a newer version is left to that version", async () => {
  const path = await aFile();
  await writeFile(path, '{"version":2,"wanted":[]}');

  await expect(openRecordBook(diskPackageRecords(path))).rejects.toThrow("was written by a newer version of Larder");
});

test("[L26] what a package is called cannot reach beyond the table", async () => {
  const path = await aFile();
  const book = await openRecordBook(diskPackageRecords(path));
  book.note("__proto__", { desired: "disabled" });
  await book.save();

  const next = await openRecordBook(diskPackageRecords(path));

  expect([next.get("__proto__"), next.get("toString")]).toEqual([{ desired: "disabled" }, { desired: "started" }]);
});
