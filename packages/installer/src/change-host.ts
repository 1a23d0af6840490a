import { performance } from "node:perf_hooks";

import {
  findCurrentNumber,
  type Generation,
  type HostManifest,
  hostPaths,
  listGenerations,
  parseHostManifest,
  readHostManifestText,
  recordInstall,
  writeDurably,
  writeLock,
} from "@larder/host-directory";
import { type Lockfile, printLockfile } from "@larder/lockfile";
import type { NodeId } from "@larder/resolver";
import type { Store } from "@larder/store";

import { prepareGeneration, pruneGenerations, switchGeneration } from "./apply-install.ts";
import type { ChangeMeans } from "./change-means.ts";
import { archiveFetcher } from "./fetch-archive.ts";
import { digestText } from "./digest-text.ts";
import { findGeneration } from "./find-generation.ts";
import { type InstallPlan, planInstall } from "./plan-install.ts";
import { findAllowedScripts } from "./scripts/allowed-scripts.ts";
import { listSkippedScripts, type SkippedScripts } from "./skipped-scripts.ts";
import { listOuterWants } from "./sources/read-given.ts";
import { forgetInstall, type InstallNote, noteInstall } from "./unchanged-install.ts";
import { findNeeds, type UnmetNeeds } from "./unmet-needs.ts";
import { assertWantedSources } from "./wanted-sources.ts";

/** What became of a host. */
export type InstallResult = UnmetNeeds &
  Pick<InstallPlan, "added" | "removed" | "changed"> & {
    /** The number of the generation that the host runs now. */
    readonly generation: number;
    /** Did nothing have to be switched? */
    readonly unchanged: boolean;
    /** Every singleton, and the libraries that are wanted by name. */
    readonly packages: Generation["packages"];
    /** What has install scripts that did not run, since the operator does not allow them. */
    readonly skippedScripts: SkippedScripts;
    /** What is to be known of packages from outside of registries, as sentences without an end. */
    readonly notes: readonly string[];
    readonly ms: number;
  };

/** What of the machine a change uses. */
export type InstallMeans = ChangeMeans & { readonly store: Store };

/** The state to bring a host to. */
export type HostTarget = {
  readonly manifestText: string;
  readonly lock: Lockfile;
  /** Why, for the host's history: `add @acme/chat`. */
  readonly reason: string;
};

/**
 * Brings a held host to `target`: everything is fetched, verified and in its place before
 * `larder.yaml`, `larder.lock` and the running generation change, in this order. Whatever stops it
 * on the way, the host runs its old generation or its new one.
 */
export async function changeHost(means: InstallMeans, target: HostTarget): Promise<InstallResult> {
  const { directory, store } = means;
  return await store.use(async () => {
    // Before anything is there to be pruned.
    store.noteHost(directory);
    return await bringTo(means, target, performance.now());
  });
}

async function bringTo(means: InstallMeans, target: HostTarget, started: number): Promise<InstallResult> {
  const { directory, onProgress, environment } = means;
  const manifest = parseHostManifest(target.manifestText);

  const { plan, paths } = await planChange(means, target.lock, manifest);
  const number = await prepareGeneration(directory, plan, printLockfile(target.lock));
  const { variables, needsTrust } = findNeeds({ manifest, packages: plan.generation.packages });
  onProgress({ type: "prepared", generation: number });

  await writeWants(directory, target);
  const unchanged = (await findCurrentNumber(directory)) === number;
  if (!unchanged) await switchTo(means, target, { number, plan, keep: manifest.rollback.keep });

  const { added, removed, changed, generation } = plan;
  const result: InstallResult = {
    generation: number,
    unchanged,
    added,
    removed,
    changed,
    packages: generation.packages,
    needsTrust,
    missingEnvironment: variables.filter(({ variable }) => environment[variable] === undefined),
    skippedScripts: listSkippedScripts(target.lock.resolution, paths, manifest.policy),
    notes: await means.sources.notes(),
    ms: Math.round(performance.now() - started),
  };
  note(means, manifest, { result, variables, instances: [...paths.values()] });
  return result;
}

async function switchTo(
  { directory, onProgress, clock }: InstallMeans,
  { reason }: HostTarget,
  { number, plan, keep }: { readonly number: number; readonly plan: InstallPlan; readonly keep: number },
): Promise<void> {
  await switchGeneration(directory, number);
  onProgress({ type: "switched", generation: number });
  const { lockDigest } = plan.generation;
  await recordInstall(directory, { generation: number, lockDigest, switchedAt: clock().toISOString(), reason });
  await pruneGenerations(directory, keep);
}

/** A folder that is wanted may change, and nothing of the host tells. */
function note({ directory, store, core, environment }: InstallMeans, manifest: HostManifest, made: InstallNote): void {
  if (listOuterWants(manifest).some(({ place }) => place.type === "path")) return forgetInstall(directory);
  noteInstall({ directory, storeDirectory: store.directory, coreVersion: core.coreVersion, environment }, made);
}

/** Writes what a host wants and its lock, without installing anything. */
export async function writeWants(directory: string, target: Pick<HostTarget, "manifestText" | "lock">): Promise<void> {
  if (target.manifestText !== (await readHostManifestText(directory))) {
    await writeDurably(hostPaths(directory).manifest, target.manifestText);
  }
  await writeLock(directory, target.lock);
}

async function planChange(
  means: InstallMeans,
  lock: Lockfile,
  manifest: HostManifest,
): Promise<{ readonly plan: InstallPlan; readonly paths: ReadonlyMap<NodeId, string> }> {
  const { directory, store, onProgress } = means;
  assertWantedSources(lock, manifest);
  const published = await store.ensureInstances(lock.resolution, archiveFetcher(means), onProgress);
  const scripts = findAllowedScripts(means, lock.resolution, published, manifest);
  const paths = scripts === undefined ? published : await store.ensureBuilt(lock.resolution, scripts);

  const generations = await readGenerations(directory);
  const currentNumber = await findCurrentNumber(directory);
  const plan = planInstall({
    resolution: lock.resolution,
    lockDigest: digestText(printLockfile(lock)),
    paths,
    current: generations.find((generation) => generation.number === currentNumber),
    generations,
  });
  return { plan, paths };
}

/** One that is damaged is not used again. */
async function readGenerations(directory: string): Promise<readonly Generation[]> {
  const numbers = await listGenerations(directory);
  const read = await Promise.all(numbers.map((number) => findGeneration(directory, number)));
  return read.filter((generation) => generation !== undefined);
}
