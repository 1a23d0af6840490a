import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { parseVersion } from "@larder/package-spec";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openStore, type Store } from "./open-store.ts";
import { appWithLibrary, type PackageWorld, packageWorld } from "./testing/package-world.ts";

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "larder-store-")));
  store = openStore(join(directory, "store"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("a prune", () => {
  test("removes what no generation of any host needs, and keeps what they lead to", async () => {
    const kept = await appWithLibrary("library@1.0.0");
    const gone = await appWithLibrary("library@2.0.0");
    const paths = await install("host", kept);
    const gonePaths = await install(undefined, gone);

    const told = await store.prune({ dryRun: true });
    expect(existsSync(gonePaths.get("library@2.0.0") ?? "")).toBe(true);
    const pruned = await store.prune();

    expect(pruned).toEqual(told);
    expect(pruned).toMatchObject({
      removed: { instances: 2 },
      kept: { instances: 2 },
      hosts: [join(directory, "host")],
      forgotten: [],
    });
    for (const path of paths.values()) expect(existsSync(join(path, "index.js"))).toBe(true);
    for (const path of gonePaths.values()) expect(existsSync(path)).toBe(false);
    expect(await readdir(join(store.directory, "tmp"))).toEqual([]);
    expect((await store.verify()).damaged).toEqual([]);
  });

  test("keeps the files of an archive for its other instance, which are not fetched again", async () => {
    const first = await appWithLibrary("library@1.0.0");
    await install(undefined, first);
    await install("host", await appWithLibrary("library@2.0.0"));
    await store.prune();

    first.fetched.length = 0;
    await install(undefined, first);

    expect(first.fetched).toEqual(["library@1.0.0"]);
  });

  test("keeps what older generations need, for a rollback", async () => {
    const older = await install("host", await appWithLibrary("library@1.0.0"), 1);
    await install("host", await appWithLibrary("library@2.0.0"), 2);

    expect(await store.prune()).toMatchObject({ removed: { instances: 0 }, kept: { instances: 4 } });
    for (const path of older.values()) expect(existsSync(path)).toBe(true);
  });

  test("forgets a host that is gone, and counts one that it is told of", async () => {
    const world = await appWithLibrary();
    await install("old", world);
    await rm(join(directory, "old"), { recursive: true });
    await install("unknown", world);
    await rm(join(store.directory, "hosts"), { recursive: true });
    await install("old", world);
    await rm(join(directory, "old"), { recursive: true });

    const kept = await store.prune({ hosts: [join(directory, "unknown")] });
    const removed = await store.prune();

    expect(kept).toMatchObject({ removed: { instances: 0 }, forgotten: [join(directory, "old")] });
    expect(removed).toMatchObject({ removed: { instances: 2 }, hosts: [], forgotten: [] });
  });

  test("removes nothing when a generation cannot be read", async () => {
    const world = await appWithLibrary();
    const paths = await install("host", world);
    await writeFile(join(directory, "host/.larder/generations/1/packages.json"), "{");

    await expect(store.prune()).rejects.toMatchObject({ code: "EHOST" });
    for (const path of paths.values()) expect(existsSync(path)).toBe(true);
  });

  test("removes nothing when a note of a host was cut off by a power cut", async () => {
    const world = await appWithLibrary();
    const paths = await install("host", world);
    const [note = ""] = await readdir(join(store.directory, "hosts"));
    await writeFile(join(store.directory, "hosts", note), "");

    await expect(store.prune()).rejects.toMatchObject({ code: "ESTORE", message: expect.stringContaining(note) });
    for (const path of paths.values()) expect(existsSync(path)).toBe(true);

    store.noteHost(join(directory, "host"));
    expect(await store.prune()).toMatchObject({ removed: { instances: 0 }, hosts: [join(directory, "host")] });
  });

  test("waits for an install that runs, and takes nothing from it", async () => {
    const world = await appWithLibrary();
    const steps: string[] = [];
    const installing = store.use(async () => {
      const paths = await store.ensureInstances(world.resolution, world.fetchTarball);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await writeGeneration("host", world, paths, 1);
      steps.push("installed");
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const pruned = openStore(store.directory).prune();
    await Promise.all([installing, pruned.then(() => steps.push("pruned"))]);

    expect(steps).toEqual(["installed", "pruned"]);
    expect(await pruned).toMatchObject({ removed: { instances: 0 }, kept: { instances: 2 } });
  });

  test("does not follow a link that was planted among the instances", async () => {
    await install("host", await appWithLibrary());
    const outside = join(directory, "outside");
    await mkdir(outside);
    await writeFile(join(outside, "precious"), "");
    await symlink(outside, join(store.directory, "instances", "0".repeat(31)));

    await store.prune();

    expect(existsSync(join(outside, "precious"))).toBe(true);
    expect(await readdir(join(store.directory, "instances"))).toHaveLength(2);
  });
});

describe("a verification names", () => {
  test.for<[string, (app: string) => Promise<void>, string]>([
    [
      "a file with other bytes",
      (app) => overwrite(join(app, "index.js"), `export { default } from "LIBRARY";`),
      "has `index.js` with other bytes",
    ],
    [
      "a file of another size",
      (app) => overwrite(join(app, "index.js"), "x"),
      "has `index.js` with 1 bytes instead of 34",
    ],
    ["a file that is gone", (app) => rm(join(app, "index.js")), "has `index.js` no longer"],
    [
      "a file that was added",
      (app) => writeFile(join(app, "evil.js"), ""),
      "has `node_modules/app/evil.js`, which is not of it",
    ],
    ["a link that is gone", (app) => rm(join(app, "../library")), "has lost the link `node_modules/library`"],
    [
      "a link that leads elsewhere",
      (app) => relink(join(app, "../library")),
      "has lost the link `node_modules/library`",
    ],
    ["a record that cannot be read", (app) => rm(join(app, "../../entry.json")), "has no readable `entry.json`"],
  ])("%s", async ([, damage, reason]) => {
    const world = await appWithLibrary();
    const app = (await install(undefined, world)).get("app@1.0.0") ?? "";
    await damage(app);

    const found = await store.verify();
    const repaired = await store.verify({ repair: true });

    expect(found.damaged).toMatchObject([{ path: dirname(dirname(app)), reason }]);
    expect(found).toMatchObject({ instances: 2, repaired: false });
    expect(repaired).toEqual({ ...found, repaired: true });
    world.fetched.length = 0;
    await install(undefined, world);
    expect(world.fetched).toEqual(["app@1.0.0"]);
    expect(await store.verify()).toMatchObject({ instances: 2, damaged: [], repaired: false });
  });

  test("every instance that has a damaged file, also when they share it", async () => {
    await install(undefined, await appWithLibrary("library@1.0.0"));
    const paths = await install(undefined, await appWithLibrary("library@2.0.0"));
    await overwrite(join(paths.get("app@1.0.0") ?? "", "index.js"), "x");

    const { damaged } = await store.verify();

    expect(damaged.map((entry) => entry.package)).toEqual(["app@1.0.0", "app@1.0.0"]);
  });
});

test("a store says how much is in it, what is shared once", async () => {
  await install("host", await appWithLibrary("library@1.0.0"));
  const paths = await install(undefined, await appWithLibrary("library@2.0.0"));
  const app = paths.get("app@1.0.0") ?? "";
  const own = [join(app, "index.js"), join(app, "package.json")];
  const bytes = (await Promise.all(own.map((path) => readFile(path)))).reduce((sum, { length }) => sum + length, 0);

  const usage = await store.measure();

  expect(usage).toMatchObject({ instances: 4, files: 6, hosts: [join(directory, "host")] });
  expect(usage.bytes).toBeGreaterThan(bytes);
  expect(usage.bytes).toBeLessThan(3 * bytes);
  expect(await openStore(join(directory, "new")).measure()).toEqual({ instances: 0, files: 0, bytes: 0, hosts: [] });
});

/** Installs a world, into a host of that name when there is one. */
async function install(
  host: string | undefined,
  world: PackageWorld,
  generation = 1,
): Promise<ReadonlyMap<string, string>> {
  const paths = await store.ensureInstances(world.resolution, world.fetchTarball);
  if (host !== undefined) await writeGeneration(host, world, paths, generation);
  return paths;
}

/** Writes what an install leaves in a host. */
async function writeGeneration(
  host: string,
  world: PackageWorld,
  paths: ReadonlyMap<string, string>,
  number: number,
): Promise<void> {
  store.noteHost(join(directory, host));
  const generation = join(directory, host, ".larder/generations", String(number));
  await mkdir(generation, { recursive: true });
  const packages = world.resolution.wants.map(({ alias, to }) => ({
    name: alias,
    version: parseVersion("1.0.0"),
    node: to,
    kind: "library",
    path: paths.get(to),
    wantedAs: [alias],
    requires: [],
  }));
  const facts = { version: 1, number, lockDigest: "", coreVersion: "1.0.0", capabilities: [], instanceCount: 2 };
  await writeFile(join(generation, "packages.json"), JSON.stringify({ ...facts, packages }));
}

async function overwrite(path: string, text: string): Promise<void> {
  await chmod(path, 0o644);
  await writeFile(path, text);
}

async function relink(path: string): Promise<void> {
  await rm(path);
  await symlink("/etc", path);
}

test("a store that holds nothing is whole", async () => {
  const world = await packageWorld({ "app@1.0.0": {} });
  expect(await store.verify()).toEqual({ instances: 0, files: 0, bytes: 0, damaged: [], repaired: false });
  expect(await store.prune()).toMatchObject({ removed: { instances: 0 }, hosts: [] });
  expect(store.locateInstances(world.resolution).size).toBe(1);
});
