import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { archiveOf, inPieces } from "./testing/archives.ts";
import { unpackTarball } from "./unpack-tarball.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-unpack-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

test("files are written without the root folder, with one of two modes", async () => {
  const archive = await archiveOf([
    { name: "package/package.json", content: "{}", mode: 0o600 },
    { name: "package/bin/run", content: "#!/bin/sh\n", mode: 0o4777 },
  ]);

  const target = join(directory, "new");
  const files = await unpackTarball(inPieces(archive), target);

  expect(files).toBe(2);
  expect(await readFile(join(target, "package.json"), "utf8")).toBe("{}");
  expect((await stat(join(target, "package.json"))).mode & 0o7777).toBe(0o644);
  expect((await stat(join(target, "bin/run"))).mode & 0o7777).toBe(0o755);
});

test("a file larger than a chunk arrives whole", async () => {
  const content = Buffer.alloc(1_000_000, "0123456789");

  await unpackTarball(inPieces(await archiveOf([{ name: "package/a", content }]), 50), directory);

  expect((await readFile(join(directory, "a"))).equals(content)).toBe(true);
});

test("a bad entry stops it before anything is written outside", async () => {
  const archive = await archiveOf([{ name: "package/../../evil", content: "x" }]);

  await expect(unpackTarball(inPieces(archive), join(directory, "a"))).rejects.toThrow("points outside the package");
  expect(await readdir(directory, { recursive: true })).toEqual(["a"]);
});

test("a link is left out, as npm leaves it out, and nothing is written through it", async () => {
  const archive = await archiveOf([
    { name: "package/package.json", content: "{}" },
    { name: "package/out", type: "symlink", linkname: "../.." },
    { name: "package/out/evil", content: "x" },
  ]);

  await unpackTarball(inPieces(archive), join(directory, "a"));

  expect((await readdir(directory, { recursive: true })).toSorted()).toEqual([
    "a",
    "a/out",
    "a/out/evil",
    "a/package.json",
  ]);
});

test("a directory that holds something is refused", async () => {
  await writeFile(join(directory, "there"), "");
  const archive = await archiveOf([{ name: "package/package.json", content: "{}" }]);

  await expect(unpackTarball(inPieces(archive), directory)).rejects.toThrow("must be empty");
});
