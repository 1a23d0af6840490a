import { execFileSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { inspectPackage } from "@larder/package-contents";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { diskTree } from "./disk-tree.ts";
import { packDirectory } from "./pack-directory.ts";
import { readTarball } from "./read-tarball.ts";
import { inPieces } from "./testing/archives.ts";
import { runPackageManager } from "./testing/package-managers.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-pack-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

async function pathsIn(archive: Uint8Array): Promise<readonly string[]> {
  return (await readTarball(inPieces(archive))).files.map(({ path }) => path);
}

const files = {
  "package.json": JSON.stringify({
    name: "@acme/chat",
    version: "1.0.0",
    files: ["actors", "bin/*.js", "!actors/draft.js"],
    main: "main.js",
    bin: "bin/chat.js",
    larder: {},
  }),
  "README.md": "# Chat\n",
  "LICENSE.txt": "free",
  "main.js": "",
  "bin/chat.js": "#!/usr/bin/env node\n",
  "bin/notes.txt": "",
  "actors/room.js": "",
  "actors/draft.js": "",
  "actors/.DS_Store": "",
  "secret.env": "",
  ".npmrc": "",
  "node_modules/left-pad/package.json": "{}",
  ".git/config": "",
};

describe("what is packed", () => {
  test.each(["npm", "pnpm"] as const)("is what %s packs, and its own archive is read the same", async (name) => {
    await write(files);
    await chmod(join(directory, "bin/chat.js"), 0o755);
    const ours = await readTarball(inPieces(await packDirectory(directory)));

    await runPackageManager(name, directory, ["pack"]);
    const theirs = await readTarball(inPieces(await readFile(join(directory, "acme-chat-1.0.0.tgz"))));

    expect(ours.files.map(({ path }) => path)).toEqual([
      "LICENSE.txt",
      "README.md",
      "actors/room.js",
      "bin/chat.js",
      "main.js",
      "package.json",
    ]);
    expect(theirs.files.map(({ path }) => path)).toEqual(ours.files.map(({ path }) => path));
    expect(inspectPackage(theirs.tree).components).toEqual(inspectPackage(ours.tree).components);
  });

  test("follows .npmignore before .gitignore where there are no `files`", async () => {
    await write({ "package.json": '{"name":"a","version":"1.0.0"}', "a.js": "", "b.js": "", "c.js": "" });
    await write({ ".gitignore": "a.js\n", ".npmignore": "b.js\n" });

    expect(await pathsIn(await packDirectory(directory))).toEqual(["a.js", "c.js", "package.json"]);
  });

  test("has no links", async () => {
    await write({ "package.json": '{"name":"a","version":"1.0.0"}' });
    await symlink("/etc/passwd", join(directory, "stolen.txt"));

    expect(await pathsIn(await packDirectory(directory))).toEqual(["package.json"]);
  });

  test("has the given package.json in place of the folder's, which may have none", async () => {
    await write({ "themes/calm.toml": "", "notes.txt": "", "README.md": "", ".git/config": "" });
    const packageJson = { name: "themes", version: "1.0.0", files: ["themes/*.toml"], larder: {} };

    const { files: packed, tree } = await readTarball(inPieces(await packDirectory(directory, { packageJson })));

    expect(packed.map(({ path }) => path)).toEqual(["README.md", "package.json", "themes/calm.toml"]);
    expect(JSON.parse(tree.readText("package.json") ?? "")).toEqual(packageJson);
  });
});

test("the same files give the same bytes, whatever their times and modes", async () => {
  await write(files);
  const first = await packDirectory(directory);

  const copy = await mkdtemp(join(tmpdir(), "larder-pack-"));
  await cp(directory, copy, { recursive: true });
  await utimes(join(copy, "main.js"), 1, 1);
  await chmod(join(copy, "main.js"), 0o600);
  const second = await packDirectory(copy);
  await rm(copy, { recursive: true });

  expect(Buffer.from(second).equals(first)).toBe(true);
});

test("a folder without a package.json, with a broken one, or with bundled dependencies is refused", async () => {
  await expect(packDirectory(directory)).rejects.toThrow("has no `package.json`, so it cannot be packed");

  await write({ "package.json": "{" });
  await expect(packDirectory(directory)).rejects.toThrow("has a `package.json` that is not JSON");

  await write({ "package.json": '{"name":"a","version":"1.0.0","bundleDependencies":["b"]}' });
  const bundles = `\`${directory}\` bundles dependencies, so it cannot be packed`;
  await expect(packDirectory(directory)).rejects.toThrow(bundles);
  const packageJson = { name: "a", version: "1.0.0", bundleDependencies: { b: "1" } };
  await expect(packDirectory(directory, { packageJson })).rejects.toThrow(bundles);
});

test.each([true, {}, [], false, "b", 7])("a folder that bundles nothing is packed: %j", async (bundleDependencies) => {
  await write({ "package.json": JSON.stringify({ name: "a", version: "1.0.0", bundleDependencies }), "index.js": "" });

  const { files: inside } = await readTarball(await packDirectory(directory));

  expect(inside.map(({ path }) => path)).toEqual(["index.js", "package.json"]);
});

test("what is too large for memory is refused before it is read", async () => {
  await write({ "package.json": '{"name":"a","version":"1.0.0"}', "model.bin": "" });
  await truncate(join(directory, "model.bin"), 5 * 1024 ** 3);

  await expect(packDirectory(directory)).rejects.toMatchObject({
    code: "EMANIFEST",
    message: expect.stringMatching(
      /` has 53\d{8} bytes to pack, more than a package may have, so it cannot be packed$/,
    ),
  });
});

test("a pipe in a folder is left out, also where another package.json stands in", async () => {
  await write({ "package.json": "{}", "index.js": "" });
  execFileSync("mkfifo", [join(directory, "pipe")]);

  const packed = await packDirectory(directory, { packageJson: { name: "a", version: "1.0.0" } });

  const { files: inside } = await readTarball(inPieces(packed));
  expect(inside.map(({ path }) => path)).toEqual(["index.js", "package.json"]);
});

test("a tree of a folder has its files without links, installed dependencies and version control", async () => {
  await write(files);
  await symlink("/etc", join(directory, "elsewhere"));

  const tree = diskTree(directory);

  expect(tree.files.map(({ path }) => path)).toEqual(
    Object.keys(files)
      .filter((path) => !/^(?:node_modules|\.git)\//.test(path))
      .toSorted(),
  );
  expect(tree.readText("README.md")).toBe("# Chat\n");
  expect(tree.readText("../outside")).toBeUndefined();
  expect(tree.readText("elsewhere/passwd")).toBeUndefined();
});
