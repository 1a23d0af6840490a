import { resolve } from "node:path";

import type { NodeId, Resolution, ResolvedNode } from "@larder/resolver";
import pMap from "p-map";

import { buildInstance, isInstanceWhole } from "./build-instance.ts";
import { ensureFiles, findSizes } from "./ensure-files.ts";
import { type InstanceKey, instanceKeys } from "./instance-keys.ts";
import { type LinkedNode, selectNodes } from "./instance-links.ts";
import { type Machine, readMachine } from "./machine.ts";
import { ensureEntry, sweepTemporary } from "./private-entry.ts";
import { StoreError } from "./store-error.ts";
import { storePaths, type StorePaths } from "./store-paths.ts";

/** Fetches the archive of a package; the store verifies it. */
export type FetchTarball = (node: ResolvedNode) => AsyncIterable<Uint8Array>;

/** How far the store is. */
export type StoreProgress =
  | { readonly type: "fetching"; readonly done: number; readonly total: number; readonly bytes: number }
  | { readonly type: "linking"; readonly done: number; readonly total: number };

/** Where an instance is, or will be. */
export type InstancePlace = {
  readonly key: InstanceKey;
  /** The directory of the package in its instance, absolute. */
  readonly path: string;
};

/** The package instances of a machine, shared by its hosts. */
export type Store = {
  readonly directory: string;
  /**
   * Returns where the instances of `resolution` belong, without looking at the disk. Packages that
   * this machine does not get are not in it.
   */
  locateInstances(resolution: Resolution): ReadonlyMap<NodeId, InstancePlace>;
  /**
   * Makes all instances of `resolution` be there, and returns the path of each package in its own.
   *
   * Only archives that the store lacks are fetched; each is verified before anything of it appears.
   * What was damaged since, by a power cut or by hand, is made again.
   * Many processes may do this at once. Throws `IntegrityError`, `PlatformError`, `StoreError`, what
   * reading an archive throws, and what `fetchTarball` throws.
   */
  ensureInstances(
    resolution: Resolution,
    fetchTarball: FetchTarball,
    onProgress?: (progress: StoreProgress) => void,
  ): Promise<ReadonlyMap<NodeId, string>>;
};

/** Settings that only tests and unusual machines change. */
export type StoreOptions = { readonly machine?: Machine };

const downloadsMax = 16;

/** Returns the store in `directory`; it is created when something is first put into it. */
export function openStore(directory: string, options: StoreOptions = {}): Store {
  const root = resolve(directory);
  const paths = storePaths(root);
  let machine = options.machine;
  const plan = (resolution: Resolution): readonly PlannedInstance[] =>
    planInstances(paths, resolution, (machine ??= readMachine()));
  return {
    directory: root,
    locateInstances: (resolution) => new Map(plan(resolution).map(({ id, place }) => [id, place])),
    ensureInstances: async (resolution, fetchTarball, onProgress = () => undefined) => {
      const plans = plan(resolution);
      const missing = plans.filter(({ linked, place }) => !isInstanceWhole(paths, place.key, linked));
      if (missing.length > 0)
        await inStore(root, () => addInstances(paths, { plans, missing, fetchTarball, onProgress }));
      return new Map(plans.map(({ id, place }) => [id, place.path]));
    },
  };
}

type PlannedInstance = { readonly id: NodeId; readonly linked: LinkedNode; readonly place: InstancePlace };

function planInstances(paths: StorePaths, resolution: Resolution, machine: Machine): readonly PlannedInstance[] {
  const nodes = selectNodes(resolution, machine);
  const keys = instanceKeys(nodes);
  return [...nodes].map(([id, linked]) => {
    const key = keys.get(id) ?? "";
    return { id, linked, place: { key, path: paths.packageIn(key, linked.node.name) } };
  });
}

type Addition = {
  readonly plans: readonly PlannedInstance[];
  readonly missing: readonly PlannedInstance[];
  readonly fetchTarball: FetchTarball;
  readonly onProgress: (progress: StoreProgress) => void;
};

async function addInstances(paths: StorePaths, addition: Addition): Promise<void> {
  await sweepTemporary(paths.temporary);
  await addFiles(paths, addition);

  const byId = new Map(addition.plans.map((plan) => [plan.id, plan]));
  const total = addition.missing.length;
  for (const [done, { linked, place }] of addition.missing.entries()) {
    addition.onProgress({ type: "linking", done, total });
    await ensureEntry(paths.temporary, {
      target: paths.instance(place.key),
      isWhole: () => isInstanceWhole(paths, place.key, linked),
      build: (directory) =>
        buildInstance(paths, { key: place.key, linked, place: (id) => placeOf(paths, byId, id) }, directory),
    });
  }
  addition.onProgress({ type: "linking", done: total, total });
}

/** Fetches each archive once, however many instances are made of it. */
async function addFiles(paths: StorePaths, { missing, fetchTarball, onProgress }: Addition): Promise<void> {
  const nodes = new Map(missing.map(({ linked: { node } }) => [node.integrity, node]));
  const wanted = [...nodes.values()].filter((node) => findSizes(paths, node.integrity) === undefined);
  let done = 0;
  let bytes = 0;
  onProgress({ type: "fetching", done, total: wanted.length, bytes });
  await pMap(
    wanted,
    async (node) => {
      const size = await ensureFiles(paths, node, fetchTarball);
      bytes += size;
      done += 1;
      onProgress({ type: "fetching", done, total: wanted.length, bytes });
    },
    { concurrency: downloadsMax },
  );
}

function placeOf(
  paths: StorePaths,
  byId: ReadonlyMap<NodeId, PlannedInstance>,
  id: NodeId,
): { key: InstanceKey; name: LinkedNode["node"]["name"]; files: string } {
  const plan = byId.get(id);
  if (plan === undefined) throw new Error(`No node ${id} was planned`);
  const { node } = plan.linked;
  return { key: plan.place.key, name: node.name, files: paths.files(node.integrity) };
}

const diskCodes = new Set(["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EPERM", "EMFILE", "EIO"]);

/** Turns what a disk may refuse into a sentence; everything else passes. */
async function inStore(directory: string, add: () => Promise<void>): Promise<void> {
  try {
    await add();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code !== undefined && diskCodes.has(code) ? new StoreError(directory, message, error) : error;
  }
}
