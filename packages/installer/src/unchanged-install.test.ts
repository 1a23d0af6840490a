import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { addWants, findCurrentNumber, setPackageMode } from "@larder/host-directory";
import { parseLockfile } from "@larder/lockfile";
import { openStore } from "@larder/store";
import { expect, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import { installHost, type InstallOptions } from "./install-host.ts";
import { rollbackHost } from "./rollback-host.ts";
import { type HostWorld, hostWorld } from "./testing/host-world.ts";
import { findUnchangedInstall, type UnchangedQuery } from "./unchanged-install.ts";

test("an install after which nothing changed is known without reading a lock, and says what the install said", async () => {
  await using world = await installedWorld();

  const found = findUnchangedInstall(query(world));
  const { ms: _ms, ...installed } = await installHost({ ...means(world), onProgress: failOnProgress });

  expect(found).toMatchObject(installed);
  expect(found).toMatchObject({
    generation: 2,
    unchanged: true,
    added: [],
    packages: [{ name: "@examples/analytics" }, { name: "themes" }],
    missingEnvironment: [{ package: "@examples/analytics", variable: "METRICS_KEY" }],
    needsTrust: ["@examples/analytics"],
  });
  expect(findUnchangedInstall({ ...query(world), environment: { METRICS_KEY: "x" } })).toMatchObject({
    missingEnvironment: [],
  });
});

test.each<[string, (world: HostWorld) => Promise<unknown>]>([
  ["larder.yaml", ({ host }) => addWants(host, { library: "*" })],
  ["what the operator decided", ({ host }) => setPackageMode(host, "@examples/analytics", "trusted")],
  ["larder.lock", ({ host }) => rm(join(host, "larder.lock"))],
  ["the running generation", ({ host, store }) => rollbackHost({ directory: host, store })],
  ["the state of the host", ({ host }) => rm(join(host, ".larder"), { recursive: true })],
  ["the note itself", ({ host }) => writeFile(join(host, ".larder/installed.json"), "null")],
  ["the note itself, by half", ({ host }) => writeFile(join(host, ".larder/installed.json"), '{"digest":"')],
  ["the store", ({ store }) => rm(join(store.directory, "instances"), { recursive: true })],
  ["the store, far below what is wanted", removeLibrary],
])("whoever changes %s gets the whole way", async (_what, change) => {
  await using world = await installedWorld();

  await change(world);

  expect(findUnchangedInstall(query(world))).toBeUndefined();
  await installHost(means(world));
  expect(findUnchangedInstall(query(world))).toMatchObject({ unchanged: true });
});

test("another store, another core and a link that only looks like a generation get the whole way", async () => {
  await using world = await installedWorld();
  expect(findUnchangedInstall({ ...query(world), storeDirectory: "/elsewhere" })).toBeUndefined();
  expect(findUnchangedInstall({ ...query(world), coreVersion: "9.0.0" })).toBeUndefined();

  await rm(join(world.host, ".larder/current"));
  await symlink(join(world.directory, "generations/2"), join(world.host, ".larder/current"));

  expect(findUnchangedInstall(query(world))).toBeUndefined();
  await installHost({ ...means(world), store: openStore(join(world.directory, "another")) });
  expect(await findCurrentNumber(world.host)).toBe(3);
});

test("a host that wants a folder is always looked at", async () => {
  await using world = await hostWorld();
  await mkdir(join(world.directory, "local"));
  await writeFile(join(world.directory, "local/package.json"), '{ "name": "local", "version": "1.0.0" }');
  await addToHost({ ...means(world), specs: ["../local"] });

  expect(findUnchangedInstall(query(world))).toBeUndefined();
  expect(await readFile(join(world.host, "larder.yaml"), "utf8")).toContain("local: ../local");
});

test("a host that was moved is noted in the store at its new place, so that a prune keeps what it runs", async () => {
  await using world = await installedWorld();
  const moved = join(world.directory, "moved");
  await rename(world.host, moved);

  await installHost({ ...means(world), directory: moved });

  expect((await world.store.measure()).hosts).toEqual([moved]);
  expect(await world.store.prune()).toMatchObject({ removed: { instances: 0 } });
});

async function removeLibrary({ host, store }: HostWorld): Promise<void> {
  const { resolution } = parseLockfile(await readFile(join(host, "larder.lock"), "utf8"));
  const { path = "" } = store.locateInstances(resolution).get("library@1.1.0") ?? {};
  await rm(join(path, "../.."), { recursive: true });
}

async function installedWorld(): Promise<HostWorld> {
  const world = await hostWorld();
  await addToHost({ ...means(world), specs: ["themes"] });
  await addToHost({ ...means(world), specs: ["@examples/analytics"] });
  return world;
}

function failOnProgress(): void {
  throw new Error("The whole way was taken");
}

function query({ host, store }: HostWorld): UnchangedQuery {
  return { directory: host, storeDirectory: store.directory, coreVersion: "1.0.0", environment: {} };
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client };
}
