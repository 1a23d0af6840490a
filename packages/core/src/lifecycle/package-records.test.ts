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

test("[L26] a damaged file is refused with its name: what was disabled must not start by accident", async () => {
  const path = await aFile();
  await writeFile(path, '{"version":1,"packages":{"a":{"desi');

  await expect(openRecordBook(diskPackageRecords(path))).rejects.toMatchObject({
    message: expect.stringContaining(path),
    hint: "Remove it: every package is then started, and installed again first",
  });
});
