import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { readInstallRecords } from "@larder/host-directory";
import { expect, test } from "vitest";

import { type FaultHost, faultWorld, type FaultWorld } from "./installs/fault-world.ts";
import { readHostState } from "./installs/host-state.ts";
import { runWorker } from "./installs/run-worker.ts";

const atOnce = 8;

test("eight installs of one host at once wait for each other, and one of them makes the generation", async () => {
  const world = await faultWorld();
  const host = await world.newHost("2.0.0");

  await installAll(Array.from({ length: atOnce }, () => host));

  expect(await readHostState(world, host)).toMatchObject({ runs: "2.0.0", generations: ["2.0.0"], lock: "2.0.0" });
  expect(await readInstallRecords(host.directory)).toHaveLength(1);
  await expectTidy(host);
});

test("eight hosts that share a store install at once, each what it wants", async () => {
  const world = await faultWorld();
  const store = join(world.directory, "shared-store");
  const hosts = await Promise.all(
    Array.from({ length: atOnce }, (_, index) => world.newHost(index % 2 === 0 ? "1.0.0" : "2.0.0", store)),
  );

  await installAll(hosts);

  expect(await Promise.all(hosts.map(async (host) => (await readHostState(world, host)).runs))).toEqual(
    hosts.map((_host, index) => (index % 2 === 0 ? "1.0.0" : "2.0.0")),
  );
  const [host] = hosts;
  if (host === undefined) throw new Error("There is no host");
  expect(await host.store.measure()).toMatchObject({
    instances: 24,
    hosts: hosts.map((one) => one.directory).toSorted(),
  });
  await expectTidy(host);
});

async function installAll(hosts: readonly FaultHost[]): Promise<void> {
  const ends = await Promise.all(hosts.map((host) => runWorker("install", host)));
  expect(ends.map(({ printed }) => printed.replace(/\d+\n$/, "ms\n").replace("fetched\n", ""))).toEqual(
    hosts.map(() => "begin\nms\n"),
  );
}

/** Nothing of anyone who lost a race stays. */
async function expectTidy({ directory, store }: Awaited<ReturnType<FaultWorld["newHost"]>>): Promise<void> {
  expect((await store.verify()).damaged).toEqual([]);
  expect(await readdir(join(store.directory, "tmp"))).toEqual([]);
  expect((await readdir(join(directory, ".larder/generations"))).filter((name) => name.startsWith("."))).toEqual([]);
}
