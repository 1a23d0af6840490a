import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";

import {
  findCurrentNumber,
  hostPaths,
  listGenerations,
  readGeneration,
  readHostManifest,
  readLockText,
} from "@larder/host-directory";
import { printLockfile } from "@larder/lockfile";

import {
  dependencyOf,
  type FaultHost,
  type FaultWorld,
  filesOf,
  packageNames,
  type SetVersion,
} from "./fault-world.ts";

/** What stands in a host. */
export type HostState = {
  /** The version of the graph that it runs, when all of it is there; `nothing` before the first install. */
  readonly runs: SetVersion | "nothing" | "half";
  /** Why it is half; empty when it is not. */
  readonly damage: readonly string[];
  /** The versions of the generations that are there, in their order, each whole. */
  readonly generations: readonly (SetVersion | "half")[];
  /** Which lock it has. */
  readonly lock: SetVersion | "half";
};

/** Reads every file of every package of every generation of `host`, and its own files. */
export async function readHostState(world: FaultWorld, host: FaultHost): Promise<HostState> {
  await readHostManifest(host.directory);
  const numbers = await listGenerations(host.directory);
  const seen = new Map<number, { readonly version: SetVersion | "half"; readonly damage: readonly string[] }>();
  for (const number of numbers) seen.set(number, await readOne(host, number));
  const current = await findCurrentNumber(host.directory);
  const { version: runs, damage } =
    current === undefined ? { version: "nothing" as const, damage: [] } : (seen.get(current) ?? gone(current));
  const text = await readLockText(host.directory);
  const lock = (["1.0.0", "2.0.0"] as const).find((version) => printLockfile(world.locks[version]) === text);
  return { runs, damage, generations: [...seen.values()].map(({ version }) => version), lock: lock ?? "half" };
}

function gone(number: number): { readonly version: "half"; readonly damage: readonly string[] } {
  return { version: "half", damage: [`generation ${number} is run and is not there`] };
}

async function readOne(
  { directory }: FaultHost,
  number: number,
): Promise<{ readonly version: SetVersion | "half"; readonly damage: readonly string[] }> {
  const modules = join(hostPaths(directory).generations, String(number), "node_modules");
  const { packages } = await readGeneration(directory, number);
  const version = packages[0]?.version === "2.0.0" ? "2.0.0" : "1.0.0";
  const damage: string[] = [];
  let path = await realpath(join(modules, "part-0"));
  // Each package is reached as Node reaches it: from the one that needs it.
  for (const name of packageNames) {
    damage.push(...(await findDamage(path, name, version)));
    path = await realpath(join(path, "..", dependencyOf(name)));
  }
  const linked = (await readdir(modules)).toSorted();
  if (linked.join() !== packages.map((pkg) => pkg.name).join()) damage.push(`it links ${linked.join()}`);
  return { version: damage.length === 0 ? version : "half", damage };
}

async function findDamage(path: string, name: string, version: SetVersion): Promise<readonly string[]> {
  const expected = Object.entries(filesOf(name, version));
  const damage = await Promise.all(
    expected.map(async ([file, text]) => {
      const facts = await lstat(join(path, file)).catch(() => undefined);
      if (facts === undefined) return [`${name} lacks ${file}`];
      return (await readFile(join(path, file), "utf8")) === text ? [] : [`${name} has another ${file}`];
    }),
  );
  return damage.flat();
}
