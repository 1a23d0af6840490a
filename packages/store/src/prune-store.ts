import { rmdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Integrity } from "@larder/package-spec";

import { noteHolder } from "./archive-holder.ts";
import { discard, sweepDrafts } from "./drafts.ts";
import { type EntryRecord, linkedKeys, readRecord } from "./entry-record.ts";
import type { InstanceKey } from "./instance-keys.ts";
import { prunePlans } from "./kept-plans.ts";
import { findRoots, readKnownHosts } from "./known-hosts.ts";
import type { PruneOptions, PruneResult } from "./maintenance.ts";
import { StoreError } from "./store-error.ts";
import type { StorePaths } from "./store-paths.ts";
import { countFiles, listInstances, namesIn, type StoredInstance } from "./stored-instances.ts";

/** Removes what no generation of any known host needs. Nobody else may use the store meanwhile. */
export async function pruneStore(paths: StorePaths, options: PruneOptions = {}): Promise<PruneResult> {
  const { present, gone } = readKnownHosts(paths);
  const hosts = [...new Set([...present, ...(options.hosts ?? []).map((host) => resolve(host))])].toSorted();
  const instances = listInstances(paths);
  const needed = findNeeded(paths, instances, await findRoots(hosts));

  const kept = instances.filter(({ key }) => needed.has(key));
  const removed = instances.filter(({ key }) => !needed.has(key));
  const result = {
    removed: { instances: removed.length, bytes: countBytes(removed, kept) },
    kept: { instances: kept.length, bytes: countBytes(kept, []) },
    hosts,
    forgotten: gone.map(({ host }) => host),
  };
  if (options.dryRun !== true) removeInstances(paths, { removed, kept, notes: gone.map(({ note }) => note) });
  return result;
}

/** Returns `roots` and all that they lead to. Throws {@link StoreError} when it cannot be read where one of them leads. */
function findNeeded(
  paths: StorePaths,
  instances: readonly StoredInstance[],
  roots: ReadonlySet<InstanceKey>,
): ReadonlySet<InstanceKey> {
  const stored = new Map(instances.map((instance) => [instance.key, instance]));
  const needed = new Set(roots);
  // A set is walked in the order in which it grows, so what is added here has its turn too.
  for (const key of needed) {
    const instance = stored.get(key);
    if (instance === undefined) continue;
    if (instance.record === undefined) throw StoreError.damaged(paths.root, paths.record(key));
    for (const linked of linkedKeys(instance.record)) needed.add(linked);
  }
  return needed;
}

/** Files that instances of `others` have as well do not count. */
function countBytes(instances: readonly StoredInstance[], others: readonly StoredInstance[]): number {
  const elsewhere = new Set(others.map(({ record }) => record?.integrity));
  const records = instances.flatMap(({ record }) => record ?? []);
  return countFiles(records.filter(({ integrity }) => !elsewhere.has(integrity))).bytes;
}

type Removal = {
  readonly removed: readonly StoredInstance[];
  readonly kept: readonly StoredInstance[];
  /** Of hosts that are gone. */
  readonly notes: readonly string[];
};

function removeInstances(paths: StorePaths, { removed, kept, notes }: Removal): void {
  for (const { key } of removed) discard(paths.temporary, paths.instance(key));
  for (const note of notes) rmSync(note, { force: true });
  const holders = new Map<Integrity, EntryRecord>();
  for (const { record } of kept) {
    if (record !== undefined && record.scriptsRan !== true) holders.set(record.integrity, record);
  }
  renoteHolders(paths, new Set(removed.map(({ key }) => key)), holders);
  if (removed.length > 0) sweepDrafts(paths.temporary);
  removeEmptyFolders(paths.unsettled);
  prunePlans(paths.root);
}

/** Where the noted holder of an archive is gone, another one is noted, so that nothing is fetched twice. */
function renoteHolders(
  paths: StorePaths,
  removed: ReadonlySet<InstanceKey>,
  holders: ReadonlyMap<Integrity, EntryRecord>,
): void {
  for (const name of namesIn(paths.digests)) {
    const digest = join(paths.digests, name);
    const record = readRecord(digest);
    if (record !== undefined && !removed.has(record.key)) continue;
    const holder = record && holders.get(record.integrity);
    if (holder === undefined) rmSync(digest, { force: true });
    else noteHolder(paths, holder);
  }
}

/** Of boots whose notes are all settled. */
function removeEmptyFolders(directory: string): void {
  for (const name of namesIn(directory)) {
    const folder = join(directory, name);
    if (namesIn(folder).length === 0) rmdirSync(folder);
  }
}
