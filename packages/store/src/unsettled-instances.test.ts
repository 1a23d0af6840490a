import { chmod, mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openStore } from "./open-store.ts";
import { appWithLibrary, packageWorld } from "./testing/package-world.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-store-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("what a power cut took is made again", () => {
  test.for<[string, (paths: { readonly library: string; readonly app: string }) => Promise<void>, readonly string[]]>([
    ["a file is empty", ({ library }) => truncateReadOnly(join(library, "index.js")), ["library@1.0.0"]],
    ["a file has zeros for bytes", ({ library }) => zeroReadOnly(join(library, "index.js")), ["library@1.0.0"]],
    ["a file is missing", ({ library }) => rm(join(library, "index.js")), ["library@1.0.0"]],
    ["a dependency's link is missing", ({ app }) => rm(join(app, "..", "library")), ["app@1.0.0"]],
    ["an instance is empty", ({ app }) => rm(app, { recursive: true }), ["app@1.0.0"]],
    ["a record is empty", ({ app }) => truncateReadOnly(join(app, "../..", "entry.json")), ["app@1.0.0"]],
    ["nothing is missing", async () => undefined, []],
  ])("%s", async ([, damage, fetched]) => {
    const world = await appWithLibrary();
    const before = await openStore(directory).ensureInstances(world.resolution, world.fetchTarball);
    await damage({ library: before.get("library@1.0.0") ?? "", app: before.get("app@1.0.0") ?? "" });
    world.fetched.length = 0;

    const store = openStore(directory, { boot: "the-next" });
    const after = await store.ensureInstances(world.resolution, world.fetchTarball);

    expect(after).toEqual(before);
    const { default: value } = (await import(`${after.get("app@1.0.0")}/index.js?after=${directory}`)) as {
      default: number;
    };
    expect(value).toBe(1);
    expect(world.fetched.toSorted()).toEqual(fetched);
    expect(await readdir(join(directory, "tmp"))).toEqual([]);
    expect((await store.verify()).damaged).toEqual([]);
  });
});

test("an instance is looked at once after the machine was started, and by whoever needs it first", async () => {
  const world = await appWithLibrary();
  const other = await packageWorld({ "other@1.0.0": { files: { "index.js": "" } } });
  for (const { resolution, fetchTarball } of [world, other]) {
    await openStore(directory, { boot: "first" }).ensureInstances(resolution, fetchTarball);
  }
  const second = openStore(directory, { boot: "second" });
  const paths = await second.ensureInstances(world.resolution, world.fetchTarball);
  await truncateReadOnly(join(paths.get("library@1.0.0") ?? "", "index.js"));
  world.fetched.length = 0;

  await openStore(directory, { boot: "third" }).ensureInstances(world.resolution, world.fetchTarball);

  expect(world.fetched).toEqual([]);
  const otherPath = second.locateInstances(other.resolution).get("other@1.0.0")?.path ?? "";
  await truncateReadOnly(join(otherPath, "package.json"));
  other.fetched.length = 0;
  await openStore(directory, { boot: "third" }).ensureInstances(other.resolution, other.fetchTarball);
  expect(other.fetched).toEqual(["other@1.0.0"]);
});

test("files are not taken from an instance that a power cut damaged", async () => {
  const first = await appWithLibrary("library@1.0.0");
  const second = await appWithLibrary("library@2.0.0");
  const before = await openStore(directory).ensureInstances(first.resolution, first.fetchTarball);
  await truncateReadOnly(join(before.get("app@1.0.0") ?? "", "index.js"));

  const store = openStore(directory, { boot: "the-next" });
  await store.ensureInstances(second.resolution, second.fetchTarball);

  expect(second.fetched.toSorted()).toEqual(["app@1.0.0", "library@2.0.0"]);
  expect((await store.verify()).damaged).toEqual([]);
});

async function truncateReadOnly(path: string): Promise<void> {
  await chmod(path, 0o644);
  await truncate(path);
}

async function zeroReadOnly(path: string): Promise<void> {
  await chmod(path, 0o644);
  await writeFile(path, Buffer.alloc((await stat(path)).size));
}
