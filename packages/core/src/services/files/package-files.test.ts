// SPEC.md §3 and §8: the files of packages. Rule ids in titles refer to it.
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { allow, deny, type Files, type Permission } from "@larder/sdk";
import { expect, onTestFinished, test } from "vitest";

import { createPermissions } from "../../permissions/permissions.ts";
import { layPackage, type PackageOnDisk } from "../../testing/host-on-disk.ts";
import { postJson, seen as seenOf } from "../../testing/running-hosts.ts";
import { type TestHost, testHost } from "../../testing/test-host.ts";
import { createPackageFiles } from "./package-files.ts";
import { createPackageRoom } from "./package-room.ts";

const everything = [allow("files:**", ["read", "write", "delete"])];

async function aDirectory(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-files-")));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

function filesIn(directory: string, rules: readonly Permission[] = everything, diskBytesMax?: number): Files {
  const permissions = createPermissions("@home/notes", rules);
  const consumer = { packageName: "@home/notes", permissions, diskBytesMax, assertUsable: () => undefined };
  const own = join(directory, "own");
  return createPackageFiles({ directory: own, consumer, room: createPackageRoom(own) });
}

const keeping: PackageOnDisk = {
  name: "@home/keeping",
  larder: {
    limits: { diskMb: 1 },
    permissions: [
      { resource: "files:data/secret/**", actions: ["*"], effect: "deny" },
      { resource: "files:data/**", actions: ["read", "write", "delete"], effect: "allow" },
    ],
  },
  files: {
    "plugins/keeping/index.js": `
      import { definePlugin, Files } from "@larder/sdk";
      const tried = async (work) => { try { return await work(); } catch ({ code, message }) { return { code, message }; } };
      export default definePlugin({
        needs: { files: Files },
        actions: {
          fill: (_, { files }) => files.write("data/big", "x".repeat(1_100_000)),
          all: async (_, { files }) => {
            await files.write("data/notes/a.txt", "grün");
            await files.write("data/notes/b.bin", new Uint8Array([0, 255]));
            return {
              text: await files.readText("data/notes/a.txt"),
              bytes: [...await files.read("data/notes/b.bin")],
              listed: [await files.list(), await files.list("data/notes")],
              has: [await files.has("data/notes/a.txt"), await files.delete("data/notes/a.txt"), await files.has("data/notes/a.txt"), await files.delete("data/none")],
              usage: await files.usage(),
              missing: await tried(() => files.readText("data/none")),
              denied: await tried(() => files.write("data/secret/key", "x")),
              outside: await tried(() => files.readText("data/../../../etc/passwd")),
              absolute: await tried(() => files.readText("/etc/passwd")),
              source: await tried(() => files.readText("src/index.js")),
              full: await tried(() => files.write("data/big", "x".repeat(1_100_000))),
              strange: await tried(() => files.write("data/odd", { toString: "x" })),
            };
          },
        },
      });`,
  },
};

test("[S26] [X50] [X49] files are kept, listed and refused the same, trusted and sandboxed", async () => {
  const directory = await aDirectory();
  await layPackage(directory, keeping);
  const seen: unknown[] = [];
  for (const mode of ["trusted", "sandboxed"] as const) {
    await using host: TestHost = await testHost({ directory, mode });
    const full = await host.fetch(postJson("/ipc/keeping/fill", {}));
    seen.push({ ...((await host.call("keeping.all", {})) as object), atTheDoor: await seenOf(full) });
  }
  const [trusted, sandboxed] = seen;

  expect(sandboxed).toEqual(trusted);
  expect(trusted).toMatchObject({
    text: "grün",
    bytes: [0, 255],
    listed: [
      [{ path: "data/notes", kind: "directory", size: 0 }],
      [
        { path: "data/notes/a.txt", kind: "file", size: 5 },
        { path: "data/notes/b.bin", kind: "file", size: 2 },
      ],
    ],
    has: [true, true, false, false],
    usage: { bytes: 8192, bytesMax: 1024 * 1024 },
    missing: { code: "E404" },
    denied: { code: "E403" },
    outside: { code: "EVALIDATION" },
    absolute: { code: "EVALIDATION" },
    source: { code: "EVALIDATION" },
    full: { code: "E413" },
    strange: { code: "EVALIDATION" },
    atTheDoor: { body: { code: "disk_quota" } },
  });
});

test("[S27] [X50] a link that leads out of a package's files is refused, whatever is asked, and one inside is followed", async () => {
  const directory = await aDirectory();
  const files = filesIn(directory);
  await mkdir(join(directory, "elsewhere"));
  await writeFile(join(directory, "elsewhere", "key"), "secret");
  await files.write("data/real/a.txt", "a");
  const own = join(directory, "own");
  await symlink(join(directory, "elsewhere"), join(own, "out"));
  await symlink(join(directory, "elsewhere", "key"), join(own, "key"));
  await symlink(join(directory, "nowhere"), join(own, "broken"));
  await symlink("real", join(own, "in"));

  expect(await files.readText("data/in/a.txt")).toBe("a");
  for (const path of ["data/out/key", "data/key", "data/out/new/file", "data/broken", "data/broken/file"]) {
    await expect(files.read(path)).rejects.toThrow("leads elsewhere");
    await expect(files.write(path, "x")).rejects.toThrow("leads elsewhere");
    await expect(files.delete(path)).rejects.toThrow("leads elsewhere");
    await expect(files.has(path)).rejects.toThrow("leads elsewhere");
  }
  await expect(files.list("data/out")).rejects.toThrow("leads elsewhere");
  expect(await readdir(join(directory, "elsewhere"))).toEqual(["key"]);
});

test("[S27] [X50] what is a directory is no file, and the other way round", async () => {
  const files = filesIn(await aDirectory());
  await files.write("data/a/b", "x");
  await expect(files.read("data/a")).rejects.toThrow("There is no file `data/a`");
  await expect(files.write("data/a", "x")).rejects.toThrow("a directory has its name");
  await expect(files.write("data/a/b/c", "x")).rejects.toThrow("a directory has its name");
  await expect(files.write("data", "x")).rejects.toThrow("is no path");
  expect(await files.list("data/a/b")).toEqual([]);
});

test.each([
  "",
  "data/../x",
  "data//x",
  "data/./x",
  "/data/x",
  "other/x",
  "data\\x",
  "data/\u0000",
  "data/a:b",
  "x".repeat(2000),
  `data/${"ü".repeat(200)}`,
  "data/\ud800",
  "data/.larder-draft-1",
])("[S27] [X50] %j is no path of a package's own files", async (path) => {
  const files = filesIn(await aDirectory());
  await expect(files.write(path, "x")).rejects.toThrow("is no path of a package's own files");
});

test("[S26] [X50] [X27] each path is asked by its own name: what is denied first is denied, what nothing allows too", async () => {
  const files = filesIn(await aDirectory(), [
    deny("files:data/a/secret*", ["*"]),
    allow("files:data/a/**", ["read", "write"]),
  ]);
  await files.write("data/a/open", "x");

  await expect(files.write("data/a/secrets", "x")).rejects.toThrow("`files:data/a/secrets`");
  await expect(files.write("data/b", "x")).rejects.toThrow("`files:data/b`");
  await expect(files.delete("data/a/open")).rejects.toThrow("`files:data/a/open`");
  expect(await files.list("data/a")).toHaveLength(1);
});

test("[S28] [X49] [X50] a package has the room that it was given, whether in one file or in many, and gets it back", async () => {
  const files = filesIn(await aDirectory(), everything, 40_960);
  await files.write("data/a", "x".repeat(20_000));
  await expect(files.write("data/b", "x".repeat(20_481))).rejects.toThrow("has room for 40960");
  expect(await files.has("data/b")).toBe(false);
  // What takes the place of another is counted once.
  await files.write("data/a", "y".repeat(40_000));
  await files.delete("data/a");
  for (let count = 0; count < 10; count += 1) await files.write(`data/${count}`, "");
  await expect(files.write("data/10", "")).rejects.toThrow("has room for 40960");
  expect(await files.usage()).toEqual({ bytes: 40_960, bytesMax: 40_960 });
});

test("[S26] [X50] what is denied is denied by every name: through a link, and with the directory around it", async () => {
  const directory = await aDirectory();
  const rules = [deny("files:data/real/secret*", ["*"]), allow("files:data/**", ["read", "write", "delete"])];
  const files = filesIn(directory, rules);
  const all = filesIn(directory);
  await all.write("data/real/secret", "s");
  await all.write("data/real/open", "o");
  await symlink("real", join(directory, "own", "alias"));

  expect(await files.readText("data/alias/open")).toBe("o");
  await expect(files.read("data/alias/secret")).rejects.toThrow("`files:data/real/secret`");
  await expect(files.write("data/alias/secret", "x")).rejects.toThrow("`files:data/real/secret`");
  await expect(files.delete("data/real")).rejects.toThrow("`files:data/real/secret`");
  expect(await files.list("data/alias")).toEqual([{ path: "data/alias/open", kind: "file", size: 1 }]);
  expect(await all.readText("data/real/secret")).toBe("s");
  expect(await all.delete("data/real")).toBe(true);
});

test("[S27] [X50] a link that takes the place of a directory at any moment leads no read and no write out", async () => {
  const directory = await aDirectory();
  const files = filesIn(directory);
  const [own, outside] = [join(directory, "own"), join(directory, "outside")];
  await mkdir(outside);
  await writeFile(join(outside, "a"), "secret");
  await files.write("data/d/a", "own");
  const over = new AbortController();
  const swapping = (async () => {
    // A write may make the directory first.
    while (!over.signal.aborted) await swapOnce(join(own, "d"), outside).catch(() => undefined);
  })();
  const read = new Set<string>();
  for (let turn = 0; turn < 300; turn += 1) {
    read.add(await files.readText("data/d/a").catch(() => "refused"));
    await files.write(`data/d/${turn}`, "x").catch(() => "refused");
  }
  over.abort();
  await swapping;
  expect([...read].filter((text) => !["own", "", "refused"].includes(text))).toEqual([]);
  expect(await readdir(outside)).toEqual(["a"]);
});

test("[S28] [X49] writes at the same time, directories and deletes are counted, and a host that starts again counts the same", async () => {
  const directory = await aDirectory();
  const files = filesIn(directory, everything, 40_960);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) => files.write(`data/${index}`, "x".repeat(4000))),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  expect(await files.usage()).toEqual({ bytes: 40_960, bytesMax: 40_960 });
  for (let index = 0; index < 8; index += 1) await files.delete(`data/${index}`);
  // Six directories and a file.
  await files.write("data/a/b/c/d/e/f/g", "");
  await expect(files.write("data/h/i", "")).rejects.toThrow("has room for 40960");
  const again = filesIn(directory, everything, 40_960);
  expect(await again.usage()).toEqual(await files.usage());
  await expect(again.write("data/h/i", "")).rejects.toThrow("has room for 40960");
  await again.delete("data/a");
  for (let turn = 0; turn < 3; turn += 1) {
    await Promise.all([again.write("data/t/x", "x"), again.delete("data/t"), again.write("data/t/y", "y")]);
  }
  expect((await again.usage()).bytes).toBe((await filesIn(directory).usage()).bytes);
});

test("[S28] [X49] what a host that was killed had begun to write is gone with the next write", async () => {
  const directory = await aDirectory();
  await mkdir(join(directory, "own"));
  await writeFile(join(directory, "own", ".larder-draft-1"), "x".repeat(100_000));
  const files = filesIn(directory, everything, 8192);
  await files.write("data/a", "x");
  expect(await readdir(join(directory, "own"))).toEqual(["a"]);
});

test("[S27] what the disk says is told in a package's own paths, and nothing of where the host has them", async () => {
  const directory = await aDirectory();
  const files = filesIn(directory);
  await files.write("data/a/b", "x");
  for (const path of ["data/a/b/c", "data/a"]) {
    await expect(files.write(path, "x")).rejects.toMatchObject({ message: expect.not.stringContaining(directory) });
  }
  await writeFile(join(directory, "file"), "");
  const permissions = createPermissions("@home/notes", everything);
  const consumer = { packageName: "@home/notes", permissions, assertUsable: () => undefined };
  const below = join(directory, "file", "own");
  const lost = createPackageFiles({ directory: below, consumer, room: createPackageRoom(below) });
  await expect(lost.write("data/x", "x")).rejects.toMatchObject({ message: expect.not.stringContaining(directory) });
});

/** Puts a link to `outside` where `directory` is, and then a directory again. */
async function swapOnce(directory: string, outside: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await symlink(outside, directory);
  await rm(directory);
  await mkdir(directory);
  await writeFile(join(directory, "a"), "own");
}
