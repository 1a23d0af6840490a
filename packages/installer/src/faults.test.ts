import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import { findCurrentGeneration, initHost, readGeneration, readInstallRecords } from "@larder/host-directory";
import { openStore } from "@larder/store";
import { expect, test } from "vitest";

import { addToHost } from "./add-to-host.ts";
import type { InstallProgress } from "./install-progress.ts";
import { installHost } from "./install-host.ts";
import { type HostWorld, hostWorld } from "./testing/host-world.ts";

test("an install that fails at any of its steps leaves the old generation or the new one", async () => {
  const steps = await countSteps();
  for (let failing = 1; failing <= steps; failing += 1) {
    await using world = await hostWorld();
    await addToHost({ ...means(world), specs: ["@examples/analytics@1.0.0"] });

    const failed = addToHost({ ...means(world), specs: ["@examples/analytics@2.0.0"], onProgress: failAt(failing) });

    await expect(failed).rejects.toThrow("the fault");
    await expectWhole(world);
    await addToHost({ ...means(world), specs: ["@examples/analytics@2.0.0"] });
    expect(await findCurrentGeneration(world.host)).toMatchObject({ packages: [{ version: "2.0.0" }] });
  }
  expect(steps).toBeGreaterThan(6);
});

test(
  "an install that is killed at any change it makes to the disk leaves the old generation or the new one",
  { tags: ["slow"] },
  async () => {
    expect(await killAtEach(1)).toEqual(oldAndNew);
  },
);

test("an install that is killed at some of its changes to the disk leaves the old generation or the new one", async () => {
  expect(await killAtEach(23)).toEqual(oldAndNew);
});

test("processes that change one host, and others that share its store, do not disturb each other", async () => {
  await using world = await hostWorld();
  const others = ["left", "right"].map((name) => join(world.directory, name));
  for (const directory of others) await initHost(directory, { registryUrl: world.registry.url });

  const hosts = [world.host, world.host, world.host, ...others];
  const survived = await Promise.all(hosts.map((host) => runWorker({ ...world, host }, 0)));

  expect(survived).toEqual(hosts.map(() => true));
  for (const host of new Set(hosts)) expect(await expectWhole({ ...world, host })).toBe(1);
  expect(await readInstallRecords(world.host)).toHaveLength(1);
  expect(await readdir(join(world.store.directory, "tmp"))).toEqual([]);
});

/** The generations that a host may run after a kill. */
const oldAndNew = new Set([1, 2]);

/**
 * Kills one install after another at every `stride`-th change that it makes to the disk, until one
 * gets through. Returns the generations that were found afterwards, each of them whole.
 */
async function killAtEach(stride: number): Promise<ReadonlySet<number | undefined>> {
  const seen = new Set<number | undefined>();
  for (let killAt = 1; ; killAt += stride) {
    await using world = await hostWorld();
    await addToHost({ ...means(world), specs: ["@examples/analytics@1.0.0"] });

    const survived = await runWorker(world, killAt);

    seen.add(await expectWhole(world));
    expect(await installHost(means(world))).toMatchObject({ packages: [{ name: "@examples/analytics" }] });
    await addToHost({ ...means(world), specs: ["@examples/analytics@2.0.0"] });
    expect(await readdir(join(world.store.directory, "tmp"))).toEqual([]);
    if (survived) return seen;
  }
}

/** Runs a whole install in a process of its own, which kills itself at change `killAt` (0: never); returns whether it got through. */
async function runWorker(world: HostWorld, killAt: number): Promise<boolean> {
  const worker = new URL("testing/install-worker.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [worker, world.host, world.store.directory, String(killAt)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal === "SIGKILL") return false;
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  return true;
}

/** What the host runs is one whole generation, each of whose packages is whole; returns its number. */
async function expectWhole(world: HostWorld): Promise<number | undefined> {
  const generation = await findCurrentGeneration(world.host);
  expect(generation?.packages).toHaveLength(1);
  for (const { path, version } of generation?.packages ?? []) {
    const plugin = await readFile(join(path, "plugins/prometheus/index.js"), "utf8");
    expect(plugin).toBe(`export { default } from "library"; export const version = "${version}";`);
    expect(await readFile(join(path, "../../library/index.js"), "utf8")).toBe("export default 1.1;");
  }
  const number = generation?.number ?? 0;
  expect(await readGeneration(world.host, number)).toEqual(generation);
  return number;
}

async function countSteps(): Promise<number> {
  await using world = await hostWorld();
  await addToHost({ ...means(world), specs: ["@examples/analytics@1.0.0"] });
  let steps = 0;
  await addToHost({ ...means(world), specs: ["@examples/analytics@2.0.0"], onProgress: () => (steps += 1) });
  return steps;
}

function failAt(step: number): (progress: InstallProgress) => void {
  let steps = 0;
  return () => {
    steps += 1;
    if (steps === step) throw new Error("the fault");
  };
}

function means({ host, store, client }: HostWorld): Parameters<typeof installHost>[0] {
  return { directory: host, store: openStore(store.directory), client };
}
