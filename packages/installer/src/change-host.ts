import { performance } from "node:perf_hooks";

import {
  findCurrentNumber,
  type Generation,
  type HostManifest,
  hostPaths,
  listGenerations,
  parseHostManifest,
  readGeneration,
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
import { type InstallPlan, planInstall } from "./plan-install.ts";
import { listSkippedScripts, type SkippedScripts } from "./skipped-scripts.ts";
import { findUnmetNeeds, type UnmetNeeds } from "./unmet-needs.ts";
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
  const started = performance.now();
  const { directory, onProgress } = means;
  const manifest = parseHostManifest(target.manifestText);

  const { plan, paths } = await planChange(means, target.lock, manifest);
  const number = await prepareGeneration(directory, plan, printLockfile(target.lock));
  const needs = findUnmetNeeds({ manifest, packages: plan.generation.packages, environment: means.environment });
  onProgress({ type: "prepared", generation: number });

  await writeWants(directory, target);
  const unchanged = (await findCurrentNumber(directory)) === number;
  if (!unchanged) {
    await switchGeneration(directory, number);
    onProgress({ type: "switched", generation: number });
    await recordInstall(directory, {
      generation: number,
      lockDigest: plan.generation.lockDigest,
      switchedAt: means.clock().toISOString(),
      reason: target.reason,
    });
    await pruneGenerations(directory, manifest.rollback.keep);
  }
  const { added, removed, changed, generation } = plan;
  const ms = Math.round(performance.now() - started);
  const skippedScripts = listSkippedScripts(target.lock.resolution, paths, manifest.policy);
  const packages = { added, removed, changed, packages: generation.packages };
  const notes = await means.sources.notes();
  return { generation: number, unchanged, ...packages, ...needs, skippedScripts, notes, ms };
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
  const paths = await store.ensureInstances(lock.resolution, archiveFetcher(means), onProgress);

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

async function readGenerations(directory: string): Promise<readonly Generation[]> {
  const numbers = await listGenerations(directory);
  return await Promise.all(numbers.map((number) => readGeneration(directory, number)));
}
