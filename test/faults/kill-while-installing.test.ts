import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { installHost, updateHost } from "@larder/installer";
import fc from "fast-check";
import { expect, test } from "vitest";

import { testSeed } from "../support/test-seed.ts";
import { type FaultHost, type FaultWorld, faultWorld, installedHost, type SetVersion } from "./installs/fault-world.ts";
import { type HostState, readHostState } from "./installs/host-state.ts";
import { type KillMoment, runWorker } from "./installs/run-worker.ts";

// A host is on its old generation or on its new one, whatever kills the change: never between, and none is lost.

const longEnoughForAll = 1_500_000;

/** A part of a change, from 0 to 1. `fc.double` would be 0 nine times of ten: it tries all exponents alike. */
const part01 = fc.noBias(fc.nat(1_000_000)).map((millionths) => millionths / 1_000_000);

test("installs and updates that are killed 3 times each leave a host on a generation that is whole", async () => {
  const tables = await killRepeatedly(3);

  expect(tables.flatMap(listLosses)).toEqual([]);
});

test(
  "installs and updates that are killed 200 times each leave a host on a generation that is whole",
  { tags: ["slow"], timeout: longEnoughForAll },
  async ({ annotate }) => {
    const tables = await killRepeatedly(200);

    await annotate(JSON.stringify(tables, undefined, 1));
    expect(tables.flatMap(listLosses)).toEqual([]);
    // Kills that all come before anything is done, or all after everything, would prove nothing.
    for (const { ended } of tables) expect(Object.keys(ended).length).toBeGreaterThan(1);
    for (const { tenths } of tables) expect(tenths).toBe(10);
  },
);

/** What many kills did to one kind of change. */
type FaultTable = {
  readonly change: "install" | "update";
  readonly seed: number;
  readonly runs: number;
  readonly killed: number;
  /** In how many tenths of the change it was to be killed. */
  readonly tenths: number;
  readonly halfStates: readonly string[];
  readonly lostGenerations: readonly string[];
  /** What was there afterwards → how often. */
  readonly ended: { readonly [state: string]: number };
};

function listLosses({ change, seed, halfStates, lostGenerations }: FaultTable): readonly string[] {
  return [...halfStates, ...lostGenerations].map((loss) => `${change} with seed ${seed}, ${loss}`);
}

async function killRepeatedly(times: number): Promise<readonly FaultTable[]> {
  const world = await faultWorld();
  return [await killChanges(world, "install", times), await killChanges(world, "update", times)];
}

async function killChanges(world: FaultWorld, change: FaultTable["change"], times: number): Promise<FaultTable> {
  const seed = testSeed();
  let pace = await measure(world, change);
  const parts = fc.sample(part01, { seed, numRuns: times });
  const halfStates: string[] = [];
  const lostGenerations: string[] = [];
  const ended = new Map<string, number>();
  let killed = 0;
  for (const [round, part] of parts.entries()) {
    // Most of a change is fetching; every other kill comes in what follows, where the host itself changes.
    const moment: KillMoment =
      round % 2 === 0 ? { word: "begin", afterMs: part * pace.ms } : { word: "fetched", afterMs: part * pace.lastMs };
    const host = await prepare(world, change);
    const end = await runWorker(change, host, moment);
    killed += end.killed ? 1 : 0;
    // What got through says how fast the machine is now: it may do something else meanwhile.
    if (end.ms !== undefined) pace = { ms: end.ms, lastMs: end.lastMs };

    const state = await readHostState(world, host);
    const shown = `lock ${state.lock}, runs ${state.runs}, has ${state.generations.join(" ") || "nothing"}`;
    ended.set(shown, (ended.get(shown) ?? 0) + 1);
    if (isHalf(state)) halfStates.push(`${moment.afterMs} ms after ${moment.word}: ${shown} ${state.damage.join()}`);
    if (change === "update" && state.generations[0] !== "1.0.0")
      lostGenerations.push(`${moment.afterMs} ms after ${moment.word}: ${shown}`);
    halfStates.push(...(await recover(world, host, change)));
  }
  const tenths = new Set(parts.map((part) => Math.min(9, Math.floor(part * 10)))).size;
  return { change, seed, runs: times, killed, tenths, halfStates, lostGenerations, ended: Object.fromEntries(ended) };
}

function isHalf({ runs, lock, generations }: HostState): boolean {
  return runs === "half" || lock === "half" || generations.includes("half");
}

/** An install starts with a lock and an empty store; an update with a host that runs the old versions. */
async function prepare(world: FaultWorld, change: FaultTable["change"]): Promise<FaultHost> {
  return change === "install" ? await world.newHost("2.0.0") : await installedHost(world, "1.0.0");
}

/** The second of two: the first is slower than those that follow. */
async function measure(
  world: FaultWorld,
  change: FaultTable["change"],
): Promise<{ readonly ms: number; readonly lastMs: number }> {
  await runWorker(change, await prepare(world, change));
  const { ms, lastMs, printed } = await runWorker(change, await prepare(world, change));
  if (ms === undefined) throw new Error(`The ${change} was not finished: ${printed}`);
  return { ms, lastMs };
}

/** The next change must get through as if nothing had happened, and leave nothing of the killed one. */
async function recover(world: FaultWorld, host: FaultHost, change: FaultTable["change"]): Promise<readonly string[]> {
  await finish(host, change);
  const { runs, lock, damage } = await readHostState(world, host);
  const expected: SetVersion = "2.0.0";
  const { damaged } = await host.store.verify();
  const left = await readdir(join(host.store.directory, "tmp")).catch(() => []);
  const drafts = (await readdir(join(host.directory, ".larder/generations"))).filter((name) => name.startsWith("."));
  return [
    ...(runs === expected && lock === expected ? [] : [`the next ${change} left ${runs}: ${damage.join()}`]),
    ...damaged.map((entry) => `the store has ${entry.package}, which ${entry.reason}`),
    ...left.map((name) => `the store keeps tmp/${name}`),
    ...drafts.map((name) => `the host keeps generations/${name}`),
  ];
}

async function finish(host: FaultHost, change: FaultTable["change"]): Promise<void> {
  if (change === "update") await updateHost(host);
  else await installHost({ ...host, frozen: true });
}
