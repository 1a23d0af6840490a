import { chmod, lstat, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { findOwnDirectory } from "./compile-cache.ts";
import { newWorkplace } from "./testing/larder-process.ts";

const userId = process.geteuid?.() ?? 0;
const name = `larder-compiled-${userId}`;

test("compiled code is kept in a folder that only its user may enter, and found again", async () => {
  await using place = await newWorkplace();
  await using other = await newWorkplace({ TMPDIR: place.directory });

  const { exitCode } = await other.runProcess(["--help"]);

  const directory = join(place.directory, name);
  expect(exitCode).toBe(0);
  expect((await lstat(directory)).mode & 0o777).toBe(0o700);
  expect(await readdir(directory)).toHaveLength(1);
  expect(findOwnDirectory({ parent: place.directory, userId })).toBe(directory);
});

test("nothing is kept where others may write, nor in what others have made", async () => {
  await using place = await newWorkplace();
  const parent = place.directory;
  const directory = join(parent, name);
  const put: readonly (() => Promise<unknown>)[] = [
    () => mkdir(directory).then(() => chmod(directory, 0o770)),
    () => mkdir(directory).then(() => chmod(directory, 0o707)),
    () => writeFile(directory, ""),
    () => symlink(parent, directory),
    () => symlink(join(parent, "none"), directory),
  ];

  for (const putThere of put) {
    await putThere();
    expect(findOwnDirectory({ parent, userId })).toBeUndefined();
    await rm(directory, { recursive: true });
  }
  await mkdir(join(parent, `larder-compiled-${userId + 1}`), { mode: 0o700 });
  expect(findOwnDirectory({ parent, userId: userId + 1 })).toBeUndefined();
});

test("a command runs where no folder can be made, and where others may write to the one there is", async () => {
  await using place = await newWorkplace();
  const directory = join(place.directory, name);
  await mkdir(directory);
  await chmod(directory, 0o777);

  for (const TMPDIR of ["/proc/none", join(place.directory, "none"), place.directory]) {
    await using other = await newWorkplace({ TMPDIR });
    expect((await other.runProcess(["--help"])).exitCode).toBe(0);
  }
  expect(await readdir(directory)).toEqual([]);
});
