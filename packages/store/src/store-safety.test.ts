import fs, { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { ResolvedNode } from "@larder/resolver";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { FetchTarball } from "./download-archive.ts";
import { openStore } from "./open-store.ts";
import { appWithLibrary, packageWorld } from "./testing/package-world.ts";

// What a disk, another process or a stranger does to a store while it is used.

let directory: string;
let root: string;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "larder-store-")));
  root = join(directory, "store");
});
afterEach(async () => {
  restore();
  await rm(directory, { recursive: true, force: true });
});

describe("a disk that is full", () => {
  test.for(["mkdirSync", "openSync", "writeSync", "symlinkSync", "writeFileSync", "renameSync"] as const)(
    "at a %s is said in one sentence, and leaves nothing half there",
    async (name) => {
      const world = await appWithLibrary();
      const other = await packageWorld({ "other@1.0.0": {} });
      await openStore(root).ensureInstances(other.resolution, other.fetchTarball);
      let call = 1;
      for (; ; call += 1) {
        failAt(name, call, "ENOSPC");
        const installed = await openStore(root)
          .ensureInstances(world.resolution, world.fetchTarball)
          .catch((error: unknown) => error as Error);
        const failed = restore();
        expect(await openStore(root).verify()).toMatchObject({ damaged: [] });
        expect(await readdir(join(root, "tmp"))).toEqual([]);
        if (!failed) break;
        expect(installed).toMatchObject({
          code: "ESTORE",
          message: expect.stringMatching(/^The package store `.*` cannot be written: no space is left on the disk/),
        });
        await rm(join(root, "instances"), { recursive: true });
      }
      expect(await openStore(root).verify()).toMatchObject({ instances: 2, damaged: [] });
      expect(call).toBeGreaterThan(1);
    },
  );
});

test("where a disk cannot link a file once more, another instance gets a copy", async () => {
  const first = await appWithLibrary("library@1.0.0");
  const second = await appWithLibrary("library@2.0.0");
  await openStore(root).ensureInstances(first.resolution, first.fetchTarball);

  failAt("linkSync", undefined, "EMLINK");
  const paths = await openStore(root).ensureInstances(second.resolution, second.fetchTarball);
  restore();

  const copy = await stat(join(paths.get("app@1.0.0") ?? "", "index.js"));
  expect({ links: copy.nlink, mode: copy.mode & 0o777 }).toEqual({ links: 1, mode: 0o444 });
  expect(second.fetched).toEqual(["library@2.0.0"]);
  expect((await openStore(root).verify()).damaged).toEqual([]);
});

describe("a link that was planted", () => {
  test.for(["instances", "digests", "tmp", "unsettled"])(
    "for the folder `%s` is refused, not followed",
    async (name) => {
      const world = await appWithLibrary();
      const outside = await plant(join(root, name));

      const refused = openStore(root).ensureInstances(world.resolution, world.fetchTarball);

      await expect(refused).rejects.toMatchObject({ code: "ESTORE", message: expect.stringMatching("is a link") });
      expect(await readdir(outside)).toEqual([]);
    },
  );

  test("for an instance is replaced, not followed", async () => {
    const world = await appWithLibrary();
    const store = openStore(root);
    const place = store.locateInstances(world.resolution).get("app@1.0.0")?.path ?? "";
    const outside = await plant(dirname(dirname(place)));

    await store.ensureInstances(world.resolution, world.fetchTarball);

    expect(await readdir(outside)).toEqual([]);
    expect(await readFile(join(place, "index.js"), "utf8")).toBe(`export { default } from "library";`);
    expect((await store.verify()).damaged).toEqual([]);
  });
});

test("a name of a lock that leads out of an instance is refused", async () => {
  const world = await packageWorld({
    "app@1.0.0": { edges: [{ kind: "prod", alias: "../../../evil", wanted: "*", to: "library@1.0.0" }] },
    "library@1.0.0": {},
  });

  await expect(openStore(root).ensureInstances(world.resolution, world.fetchTarball)).rejects.toThrow("evil");
  expect(existsSync(join(directory, "evil"))).toBe(false);
});

test("a store that can only be read gives what it has, and says what it cannot", async () => {
  const world = await appWithLibrary();
  const other = await packageWorld({ "other@1.0.0": {} });
  const before = await openStore(root).ensureInstances(world.resolution, world.fetchTarball);

  for (const name of ["mkdirSync", "openSync", "renameSync", "writeFileSync"] as const)
    failAt(name, undefined, "EROFS");
  failAt("accessSync", undefined, "EROFS");
  const store = openStore(root);
  const after = await store.ensureInstances(world.resolution, world.fetchTarball);
  const refused = await store.ensureInstances(other.resolution, other.fetchTarball).catch((error: unknown) => error);
  restore();

  expect(after).toEqual(before);
  expect(refused).toMatchObject({ code: "ESTORE", message: expect.stringMatching("it can only be read") });
});

test("what fails ends the downloads that had begun, and waits for none of them", { timeout: 20_000 }, async () => {
  const world = await appWithLibrary();
  const ended: unknown[] = [];

  const refused = openStore(root).ensureInstances(world.resolution, async function* ({ id }, signal) {
    if (id !== "library@1.0.0") throw new Error("the network is gone");
    yield new Uint8Array(1);
    await endOf(signal).finally(() => ended.push(id));
  });

  await expect(refused).rejects.toThrow("the network is gone");
  expect(ended).toEqual(["library@1.0.0"]);
  expect(await readdir(join(root, "tmp"))).toEqual([]);
});

/** Ends as a download does that nobody needs any longer. */
async function endOf(signal: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

describe("a prefetched archive", () => {
  test("is fetched once, before the resolution is known, and appears only with it", async () => {
    const world = await appWithLibrary();
    const store = openStore(root);
    for (const node of world.resolution.nodes) store.prefetch(node, world.fetchTarball);
    store.prefetch(nodeOf(world.resolution.nodes, "library@1.0.0"), world.fetchTarball);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(readdirSync(join(root, "instances"))).toEqual([]);

    await store.ensureInstances(world.resolution, world.fetchTarball);

    expect(world.fetched.toSorted()).toEqual(["app@1.0.0", "library@1.0.0"]);
    for (const node of world.resolution.nodes) openStore(root).prefetch(node, world.fetchTarball);
    expect(world.fetched).toHaveLength(2);
  });

  test("that nobody needs leaves nothing, and its failure is nobody's", async () => {
    const world = await appWithLibrary();
    const other = await packageWorld({ "other@1.0.0": {}, "broken@1.0.0": {} });
    const store = openStore(root);
    store.prefetch(nodeOf(other.resolution.nodes, "other@1.0.0"), other.fetchTarball);
    store.prefetch(nodeOf(other.resolution.nodes, "broken@1.0.0"), () => {
      throw new Error("never mind");
    });

    await store.ensureInstances(world.resolution, world.fetchTarball);
    expect(await readdir(join(root, "tmp"))).toEqual([]);
    store.prefetch(nodeOf(other.resolution.nodes, "other@1.0.0"), other.fetchTarball);
    await store.discardPrefetched();

    expect(await readdir(join(root, "tmp"))).toEqual([]);
    expect(await readdir(join(root, "instances"))).toHaveLength(2);
  });

  test("that is the wrong one is fetched again by whoever needs it", async () => {
    const world = await appWithLibrary();
    const store = openStore(root);
    const wrong = world.tarballs.get("app@1.0.0") ?? new Uint8Array();
    store.prefetch(nodeOf(world.resolution.nodes, "library@1.0.0"), async function* () {
      yield wrong;
    });

    const there = await store.ensureInstances(world.resolution, world.fetchTarball);

    expect([...there.keys()].toSorted()).toEqual(["app@1.0.0", "library@1.0.0"]);
    expect(world.fetched).toContain("library@1.0.0");
  });

  test("that nobody needs is given up, also when it never ends", async () => {
    const world = await appWithLibrary();
    const other = await packageWorld(Object.fromEntries(endlessNames.map((name) => [`${name}@1.0.0`, {}])));
    const store = openStore(root);
    const ended: string[] = [];
    for (const node of other.resolution.nodes) store.prefetch(node, endless(ended));

    await store.ensureInstances(world.resolution, world.fetchTarball);

    expect(world.fetched).toHaveLength(2);
    expect(await readdir(join(root, "tmp"))).toEqual([]);
    await vi.waitFor(() => expect(ended).toHaveLength(downloadsMax), 10_000);
  });

  test("of another machine is not fetched, and what the disk refuses is nobody's failure", async () => {
    const world = await appWithLibrary();
    const store = openStore(root);
    const [node] = world.resolution.nodes;
    if (node === undefined) throw new Error("There is no package");
    store.prefetch({ ...node, os: ["aix"] }, world.fetchTarball);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(world.fetched).toEqual([]);

    await writeFile(root, "no folder");
    store.prefetch(node, world.fetchTarball);
    await store.discardPrefetched();
    await rm(root);
    await store.ensureInstances(world.resolution, world.fetchTarball);

    expect(world.fetched).toHaveLength(2);
  });
});

/** One more than what is fetched at once. */
const downloadsMax = 1024;
const endlessNames = Array.from({ length: downloadsMax + 1 }, (_, index) => `endless-${index}`);

/** Returns what sends bytes until nobody listens. */
function endless(ended: string[]): FetchTarball {
  return async function* ({ id }) {
    try {
      for (;;) yield await new Promise<Uint8Array>((resolve) => setTimeout(resolve, 1, new Uint8Array(1)));
    } finally {
      ended.push(id);
    }
  };
}

type FsName =
  | "accessSync"
  | "linkSync"
  | "mkdirSync"
  | "openSync"
  | "renameSync"
  | "symlinkSync"
  | "writeFileSync"
  | "writeSync";

const originals = new Map<FsName, unknown>();
let hasFailed = false;

/** Lets the disk refuse one call of `name`, or all of them, until it is restored. */
function failAt(name: FsName, at: number | undefined, code: string): void {
  const original = fs[name] as (...parameters: readonly unknown[]) => unknown;
  originals.set(name, original);
  let calls = 0;
  const failing = (...parameters: readonly unknown[]): unknown => {
    calls += 1;
    if (at !== undefined && calls !== at) return original(...parameters);
    hasFailed = true;
    throw Object.assign(new Error(`${code}: as told`), { code, syscall: name });
  };
  Object.assign(fs, { [name]: failing });
  syncBuiltinESMExports();
}

/** Returns whether a call was refused since the last time. */
function restore(): boolean {
  Object.assign(fs, Object.fromEntries(originals));
  syncBuiltinESMExports();
  originals.clear();
  const failed = hasFailed;
  hasFailed = false;
  return failed;
}

/** Makes `path` a link to an empty folder elsewhere, and returns that. */
async function plant(path: string): Promise<string> {
  const outside = join(directory, "outside");
  await mkdir(outside);
  await mkdir(dirname(path), { recursive: true });
  await symlink(outside, path);
  return outside;
}

function nodeOf(nodes: readonly ResolvedNode[], id: string): ResolvedNode {
  const node = nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`No ${id}`);
  return node;
}
