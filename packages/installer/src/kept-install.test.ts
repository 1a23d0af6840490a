import { readdirSync } from "node:fs";
import { mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { addWants, findCurrentNumber, readInstallRecords, setPackageMode } from "@larder/host-directory";
import { parseLockfile } from "@larder/lockfile";
import { expect, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import { installHost, type InstallOptions } from "./install-host.ts";
import { installKept, type KeptInstallQuery } from "./kept-install.ts";
import { type HostWorld, hostWorld } from "./testing/host-world.ts";
import { findUnchangedInstall } from "./unchanged-install.ts";
import { verifyHost } from "./verify-host.ts";

test("a host that says what another one said is installed as that was, and says so", async () => {
  await using world = await installedWorld();
  const whole = await readFile(join(world.host, ".larder/generations/1/packages.json"), "utf8");
  const links = await linksOf(world.host);
  await forget(world);

  const { ms: _ms, ...kept } = (await installKept(query(world))) ?? {};

  expect(kept).toMatchObject({
    generation: 1,
    unchanged: false,
    added: [{ name: "@examples/analytics" }, { name: "themes" }],
    removed: [],
    changed: [],
    missingEnvironment: [{ package: "@examples/analytics", variable: "METRICS_KEY" }],
    needsTrust: ["@examples/analytics"],
    notes: [],
  });
  expect(await readFile(join(world.host, ".larder/generations/1/packages.json"), "utf8")).toBe(whole);
  expect(await linksOf(world.host)).toEqual(links);
  expect(await readInstallRecords(world.host)).toMatchObject([{ generation: 1, reason: "install" }]);
  expect(await verifyHost({ directory: world.host, store: world.store })).toMatchObject({ damage: [] });
  expect(findUnchangedInstall(query(world))).toMatchObject({ unchanged: true });
});

test("a second folder with the same texts is installed without its registry, and a prune keeps what it runs", async () => {
  await using world = await installedWorld();
  const second = join(world.directory, "second");
  await mkdir(second);
  for (const name of ["larder.yaml", "larder.lock"]) {
    await writeFile(join(second, name), await readFile(join(world.host, name)));
  }

  expect(await installKept({ ...query(world), directory: second })).toMatchObject({ generation: 1 });
  await rm(world.host, { recursive: true });

  expect(await world.store.prune()).toMatchObject({ removed: { instances: 0 }, hosts: [second] });
});

test.each<[string, (world: HostWorld) => Promise<unknown>]>([
  ["larder.yaml says more", ({ host }) => addWants(host, { library: "*" })],
  ["the operator decided otherwise", ({ host }) => setPackageMode(host, "@examples/analytics", "trusted")],
  ["there is no lock", ({ host }) => rm(join(host, "larder.lock"))],
  ["an instance is gone", removeLibrary],
  ["the plan is gone", ({ store }) => rm(join(store.directory, "plans"), { recursive: true })],
  ["the plan is cut off", (world) => changePlans(world, (text) => text.slice(0, -9))],
  ["the plan leads elsewhere", (world) => changePlans(world, (text) => text.replaceAll("themes", "thames"))],
  ["a power cut came", ({ store }) => rename(...boots(store.directory))],
])("where %s, the whole way is taken", async (_what, change) => {
  await using world = await installedWorld();
  await forget(world);

  await change(world);

  expect(await installKept(query(world))).toBeUndefined();
  expect(await findCurrentNumber(world.host)).toBeUndefined();
  await installHost(means(world));
  expect(await verifyHost({ directory: world.host, store: world.store })).toMatchObject({ damage: [] });
});

test("a host that runs something, or did, takes the whole way: what it runs is compared, and what it did is kept", async () => {
  await using world = await installedWorld();
  expect(await installKept(query(world))).toBeUndefined();

  await rm(join(world.host, ".larder/current"));
  expect(await installKept(query(world))).toBeUndefined();

  await rm(join(world.host, ".larder/generations"), { recursive: true });
  expect(await installKept(query(world))).toBeUndefined();
});

test("another core and another store know nothing of it", async () => {
  await using world = await installedWorld();
  await forget(world);

  expect(await installKept({ ...query(world), coreVersion: "9.0.0" })).toBeUndefined();
  expect(await installKept({ ...query(world), storeDirectory: join(world.directory, "another") })).toBeUndefined();
});

test("a link that was planted in the host is not followed", async () => {
  await using world = await installedWorld();
  await forget(world);
  const elsewhere = join(world.directory, "elsewhere");
  await mkdir(elsewhere);
  await mkdir(join(world.host, ".larder"));
  await symlink(elsewhere, join(world.host, ".larder/generations"));

  await expect(installKept(query(world))).rejects.toThrow("is no folder of the host");

  expect(await readdir(elsewhere)).toEqual([]);
});

test("nothing is kept of a host that wants a folder", async () => {
  await using world = await hostWorld();
  await mkdir(join(world.directory, "local"));
  await writeFile(join(world.directory, "local/package.json"), '{ "name": "local", "version": "1.0.0" }');
  await addToHost({ ...means(world), specs: ["../local"] });
  await installHost(means(world));

  expect(await readdir(world.store.directory)).not.toContain("plans");
});

test("a prune removes what is kept of installs whose packages it removes", async () => {
  await using world = await installedWorld();
  await rm(world.host, { recursive: true });

  await world.store.prune();

  expect(await readdir(join(world.store.directory, "plans"))).toEqual([]);
});

/** Wants two packages, and was installed; not by adding them, which keeps nothing. */
async function installedWorld(): Promise<HostWorld> {
  const world = await hostWorld();
  await addWants(world.host, { themes: "^1.0.0", "@examples/analytics": "^1.0.0" });
  await installHost(means(world));
  return world;
}

async function forget({ host }: HostWorld): Promise<void> {
  await rm(join(host, ".larder"), { recursive: true });
}

async function linksOf(host: string): Promise<readonly string[]> {
  const modules = join(host, ".larder/current/node_modules");
  return await Promise.all(["themes", "@examples/analytics"].map((name) => readlink(join(modules, name))));
}

async function removeLibrary({ host, store }: HostWorld): Promise<void> {
  const { resolution } = parseLockfile(await readFile(join(host, "larder.lock"), "utf8"));
  const { path = "" } = store.locateInstances(resolution).get("library@1.1.0") ?? {};
  await rm(join(path, "../.."), { recursive: true });
}

async function changePlans({ store }: HostWorld, change: (text: string) => string): Promise<void> {
  const plans = join(store.directory, "plans");
  for (const name of await readdir(plans)) {
    await writeFile(join(plans, name), change(await readFile(join(plans, name), "utf8")));
  }
}

/** What was noted in this boot is then of an earlier one. */
function boots(store: string): [string, string] {
  const [boot = ""] = readdirSync(join(store, "unsettled"));
  return [join(store, "unsettled", boot), join(store, "unsettled", "an-earlier-boot")];
}

function query({ host, store }: HostWorld): KeptInstallQuery {
  return { directory: host, storeDirectory: store.directory, coreVersion: "1.0.0", environment: {} };
}

function means({ host, store, client }: HostWorld): InstallOptions {
  return { directory: host, store, client };
}
