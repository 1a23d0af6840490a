import { discard } from "./drafts.ts";
import { findDamage } from "./find-damage.ts";
import { linkedKeys } from "./entry-record.ts";
import { type InstanceKey, keyOf } from "./instance-keys.ts";
import type { DamagedEntry, StoreVerification, VerifyStoreOptions } from "./maintenance.ts";
import type { StorePaths } from "./store-paths.ts";
import { countFiles, listInstances, type StoredInstance } from "./stored-instances.ts";

/** Compares every byte and link of the store with the records of its instances; with `repair`, removes what differs. */
export function verifyStore(paths: StorePaths, options: VerifyStoreOptions = {}): StoreVerification {
  const { repair = false, onProgress = () => undefined } = options;
  const { instances, damaged } = findScope(paths, options);
  for (const [done, { key, record }] of instances.entries()) {
    onProgress({ done, total: instances.length });
    const reason = findDamage(paths, key);
    if (reason === undefined) continue;
    const path = paths.instance(key);
    damaged.push({ package: record === undefined ? key : `${record.name}@${record.version}`, path, reason });
    if (repair) discard(paths.temporary, path);
  }
  onProgress({ done: instances.length, total: instances.length });
  const counts = countFiles(instances.flatMap(({ record }) => record ?? []));
  const sorted = damaged.toSorted((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
  return { instances: instances.length, ...counts, damaged: sorted, repaired: repair && damaged.length > 0 };
}

/** Returns what to look at, and what of it is not there. */
function findScope(
  paths: StorePaths,
  { only, reachedFrom }: VerifyStoreOptions,
): { readonly instances: readonly StoredInstance[]; readonly damaged: DamagedEntry[] } {
  const stored = listInstances(paths);
  const among = (keys: ReadonlySet<InstanceKey>): readonly StoredInstance[] =>
    stored.filter(({ key }) => keys.has(key));
  if (reachedFrom === undefined) return { instances: only === undefined ? stored : among(only), damaged: [] };
  const reached = findReached(stored, reachedFrom);
  return { instances: among(reached), damaged: listMissing(paths, stored, reached) };
}

/** What cannot be read leads nowhere. */
function findReached(stored: readonly StoredInstance[], packages: readonly string[]): ReadonlySet<InstanceKey> {
  const records = new Map(stored.map(({ key, record }) => [key, record]));
  const reached = new Set(packages.flatMap((path) => keyOf(path) ?? []));
  // A set is walked in the order in which it grows, so what is added here has its turn too.
  for (const key of reached) {
    const record = records.get(key);
    for (const linked of record === undefined ? [] : linkedKeys(record)) reached.add(linked);
  }
  return reached;
}

function listMissing(
  paths: StorePaths,
  stored: readonly StoredInstance[],
  keys: Iterable<InstanceKey>,
): DamagedEntry[] {
  const there = new Set(stored.map(({ key }) => key));
  const missing = [...keys].filter((key) => !there.has(key));
  return missing.map((key) => ({ package: key, path: paths.instance(key), reason: "is not in the store" }));
}

function sortKey({ package: name, path }: DamagedEntry): string {
  return `${name} ${path}`;
}
