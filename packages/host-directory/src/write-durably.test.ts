import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { writeDurably, writeWhole } from "./write-durably.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-write-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test.each([writeDurably, writeWhole])(
  "a file is replaced whole, keeps its mode, and nothing stays beside it",
  async (write) => {
    const path = join(directory, "larder.yaml");
    await writeFile(path, "old");
    await chmod(path, 0o600);

    await write(path, "new");

    expect(await readFile(path, "utf8")).toBe("new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(["larder.yaml"]);
  },
);

test("a link to a file stays a link", async () => {
  await writeFile(join(directory, "shared.yaml"), "old");
  await symlink("shared.yaml", join(directory, "larder.yaml"));

  await writeDurably(join(directory, "larder.yaml"), "new");

  expect((await lstat(join(directory, "larder.yaml"))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(directory, "shared.yaml"), "utf8")).toBe("new");
});

test("a directory that is not there is an error, not a new directory", async () => {
  await expect(writeDurably(join(directory, "absent", "file"), "text")).rejects.toMatchObject({ code: "ENOENT" });
});
