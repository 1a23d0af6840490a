import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { packTarball } from "@larder/tarball";
import { afterEach, beforeEach, expect, test } from "vitest";

import { draftPath } from "./drafts.ts";
import { openStore } from "./open-store.ts";
import { appWithLibrary, type PackageInWorld, packageWorld } from "./testing/package-world.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-store-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const linux = { os: "linux", cpu: "x64", libc: "glibc" };

test("an archive is fetched once, and never again", async () => {
  const world = await appWithLibrary();
  const store = openStore(directory);

  const first = await store.ensureInstances(world.resolution, world.fetchTarball);
  const second = await openStore(directory).ensureInstances(world.resolution, world.fetchTarball);

  expect(second).toEqual(first);
  expect(world.fetched.toSorted()).toEqual(["app@1.0.0", "library@1.0.0"]);
  expect([...first]).toEqual([...store.locateInstances(world.resolution)].map(([id, { path }]) => [id, path]));
});

test("instances of one archive share its files as hard links, which cannot be written", async () => {
  const world = await twoInstances();
  const paths = await openStore(directory).ensureInstances(world.resolution, world.fetchTarball);

  const files = [...paths.values()].filter((path) => path.endsWith("themed")).map((path) => join(path, "index.js"));
  const [left, right] = await Promise.all(files.map((file) => stat(file)));
  expect(files).toHaveLength(2);
  expect({ same: left?.ino === right?.ino, mode: (left?.mode ?? 0) & 0o777 }).toEqual({ same: true, mode: 0o444 });
  expect(world.fetched.filter((id) => id.startsWith("themed"))).toHaveLength(1);
});

test("another instance of an archive that the store has is made without fetching it, in another process too", async () => {
  const first = await appWithLibrary("library@1.0.0");
  const second = await appWithLibrary("library@2.0.0");
  await openStore(directory).ensureInstances(first.resolution, first.fetchTarball);

  const paths = await openStore(directory).ensureInstances(second.resolution, second.fetchTarball);

  expect(second.fetched).toEqual(["library@2.0.0"]);
  const app = paths.get("app@1.0.0") ?? "";
  expect(await readFile(join(app, "index.js"), "utf8")).toBe(`export { default } from "library";`);
  expect((await stat(join(app, "index.js"))).nlink).toBe(2);
});

test("other bytes than the locked ones are refused, and nothing of them stays", async () => {
  const world = await appWithLibrary();
  const store = openStore(directory);
  const evil = await packTarball([{ path: "package.json", content: `{"name":"library","version":"1.0.0"}` }]);

  const refused = store.ensureInstances(world.resolution, (node) =>
    node.id === "library@1.0.0" ? piecesOf(evil) : world.fetchTarball(node),
  );

  await expect(refused).rejects.toMatchObject({
    code: "EINTEGRITY",
    node: "library@1.0.0",
    source: { type: "registry", registry: "home" },
    expected: world.resolution.nodes[1]?.integrity,
    received: expect.stringMatching(/^sha512-/),
  });
  expect(await readdir(join(directory, "instances"))).toEqual([]);
  expect(await readdir(join(directory, "tmp"))).toEqual([]);
});

test("bytes that are no archive at all are wrong bytes first of all", async () => {
  const world = await appWithLibrary();
  const garbage = openStore(directory).ensureInstances(world.resolution, () => piecesOf(Buffer.from("<html>")));

  await expect(garbage).rejects.toMatchObject({ code: "EINTEGRITY" });
  expect(await readdir(join(directory, "instances"))).toEqual([]);
  expect(await readdir(join(directory, "tmp"))).toEqual([]);
});

test("a download that breaks fails with its own error and leaves nothing half there", async () => {
  const world = await appWithLibrary();
  const store = openStore(directory);
  const broken = store.ensureInstances(world.resolution, async function* (node) {
    for await (const piece of world.fetchTarball(node)) {
      yield piece;
      throw new Error("connection reset");
    }
  });

  await expect(broken).rejects.toThrow("connection reset");
  expect(await readdir(join(directory, "instances"))).toEqual([]);
  expect(await readdir(join(directory, "tmp"))).toEqual([]);
  expect(await store.ensureInstances(world.resolution, world.fetchTarball)).toHaveProperty("size", 2);
});

test("two graphs share what is the same in both, and no more", async () => {
  const left = await appWithLibrary("library@1.0.0");
  const right = await appWithLibrary("library@2.0.0");
  const again = await appWithLibrary("library@1.0.0");

  const store = openStore(directory);
  const [leftApp, rightApp, againApp] = [left, right, again].map((world) =>
    store.locateInstances(world.resolution).get("app@1.0.0"),
  );

  expect(rightApp).not.toEqual(leftApp);
  expect(againApp).toEqual(leftApp);
});

test("a cycle is keyed by what all of it contains, however it is reached", async () => {
  const store = openStore(directory);
  const keysOf = async (deep: string, first: "even" | "odd"): Promise<unknown> =>
    Object.fromEntries(store.locateInstances((await cyclicWorld(deep, first)).resolution));

  expect(await keysOf("1", "odd")).toEqual(await keysOf("1", "even"));
  expect(await keysOf("2", "even")).not.toEqual(await keysOf("1", "even"));
});

test("an optional package that needs one of another platform is skipped with all that only it needs", async () => {
  const world = await packageWorld({
    "app@1.0.0": {
      edges: [{ kind: "optional", alias: "watcher", wanted: "*", to: "watcher@1.0.0" }],
      dependencies: { shared: "shared@1.0.0" },
    },
    "watcher@1.0.0": { dependencies: { binding: "binding@1.0.0", shared: "shared@1.0.0", only: "only@1.0.0" } },
    "binding@1.0.0": { dependencies: { native: "native@1.0.0" } },
    "native@1.0.0": { node: { os: ["darwin"] } },
    "shared@1.0.0": {},
    "only@1.0.0": {},
  });

  const paths = await openStore(directory, { machine: linux }).ensureInstances(world.resolution, world.fetchTarball);

  expect([...paths.keys()].toSorted()).toEqual(["app@1.0.0", "shared@1.0.0"]);
});

test("an optional package of another platform is skipped, a wanted one is refused", async () => {
  const world = await packageWorld({
    "app@1.0.0": {
      edges: [
        { kind: "optional", alias: "native-linux", wanted: "*", to: "native-linux@1.0.0" },
        { kind: "optional", alias: "native-darwin", wanted: "*", to: "native-darwin@1.0.0" },
        { kind: "peer", alias: "@larder/sdk", wanted: "^1.0.0", to: "provided" },
      ],
    },
    "native-linux@1.0.0": nativeOf("linux"),
    "native-darwin@1.0.0": nativeOf("darwin"),
  });
  const paths = await openStore(directory, { machine: linux }).ensureInstances(world.resolution, world.fetchTarball);

  expect([...paths.keys()].toSorted()).toEqual(["app@1.0.0", "native-linux@1.0.0"]);
  expect(await readdir(join(paths.get("app@1.0.0") ?? "", ".."))).toEqual(["app", "native-linux"]);

  const hard = await packageWorld({ "native-darwin@1.0.0": nativeOf("darwin") });
  await expect(
    openStore(directory, { machine: linux }).ensureInstances(hard.resolution, hard.fetchTarball),
  ).rejects.toThrow("`native-darwin@1.0.0` does not run on linux x64 glibc: it wants darwin; x64");
});

test("what dead processes left is swept, what living ones build is not", async () => {
  const temporary = join(directory, "tmp");
  const dead = draftPath(temporary).replace(`-${process.pid}-`, "-4194303-");
  const living = draftPath(temporary);
  const elsewhere = join(temporary, `another-machine-1-00ff`);
  for (const path of [dead, living, elsewhere]) await mkdir(path, { recursive: true });
  await writeFile(join(dead, "half"), "");
  const world = await appWithLibrary();

  await openStore(directory).ensureInstances(world.resolution, world.fetchTarball);

  expect((await readdir(temporary)).toSorted()).toEqual(
    [living, elsewhere].map((path) => path.slice(temporary.length + 1)).toSorted(),
  );
});

test("what dead processes left is swept also by who has nothing to add", async () => {
  const world = await appWithLibrary();
  const store = openStore(directory);
  await store.ensureInstances(world.resolution, world.fetchTarball);
  const temporary = join(directory, "tmp");
  await mkdir(draftPath(temporary).replace(`-${process.pid}-`, "-4194303-"));

  await store.ensureInstances(world.resolution, world.fetchTarball);

  expect(await readdir(temporary)).toEqual([]);
});

test("many installs into one store at once agree", async () => {
  const world = await appWithLibrary();
  const all = await Promise.all(
    Array.from({ length: 8 }, () => openStore(directory).ensureInstances(world.resolution, world.fetchTarball)),
  );

  expect(new Set(all.map((paths) => JSON.stringify([...paths])))).toHaveProperty("size", 1);
  expect(await readdir(join(directory, "tmp"))).toEqual([]);
  expect(await readFile(join(all[0]?.get("library@1.0.0") ?? "", "index.js"), "utf8")).toBe("export default 1;");
});

test("progress counts archives and instances up to their totals", async () => {
  const world = await appWithLibrary();
  const seen: unknown[] = [];
  await openStore(directory).ensureInstances(world.resolution, world.fetchTarball, (progress) => seen.push(progress));

  const bytes = [...world.tarballs.values()].reduce((sum, tarball) => sum + tarball.length, 0);
  expect(seen[0]).toEqual({ type: "fetching", done: 0, total: 2, bytes: 0 });
  expect(seen).toContainEqual({ type: "fetching", done: 2, total: 2, bytes });
  expect(seen.at(-1)).toEqual({ type: "linking", done: 2, total: 2 });
});

/** `even` and `odd` need each other, and `odd` needs a package whose content is `deep`; `first` is wanted. */
function cyclicWorld(deep: string, first: "even" | "odd"): ReturnType<typeof packageWorld> {
  const even = { dependencies: { odd: "odd@1.0.0" } };
  const odd = { dependencies: { even: "even@1.0.0", deep: "deep@1.0.0" } };
  const others = { "deep@1.0.0": { files: { "index.js": deep } } };
  return first === "even"
    ? packageWorld({ "even@1.0.0": even, "odd@1.0.0": odd, ...others })
    : packageWorld({ "odd@1.0.0": odd, "even@1.0.0": even, ...others });
}

function nativeOf(os: string): PackageInWorld {
  return { node: { os: [os], cpu: ["x64"] } };
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** `themed` has two instances, each with its own peer. */
function twoInstances(): ReturnType<typeof packageWorld> {
  return packageWorld({
    "app@1.0.0": {
      dependencies: { left: "themed@1.0.0(view@1.0.0)", right: "themed@1.0.0(view@2.0.0)" },
    },
    "themed@1.0.0(view@1.0.0)": themedBy("view@1.0.0"),
    "themed@1.0.0(view@2.0.0)": themedBy("view@2.0.0"),
    "view@1.0.0": { files: { "index.js": `export const version = 1;` } },
    "view@2.0.0": { files: { "index.js": `export const version = 2;` } },
  });
}

function themedBy(view: string): PackageInWorld {
  return {
    files: { "index.js": `export { version as default } from "view";` },
    edges: [{ kind: "peer", alias: "view", wanted: "*", to: view }],
  };
}
