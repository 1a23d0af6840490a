import { discard } from "./drafts.ts";
import { findDamage } from "./find-damage.ts";
import type { DamagedEntry, StoreVerification, VerifyStoreOptions } from "./maintenance.ts";
import type { StorePaths } from "./store-paths.ts";
import { countFiles, listInstances } from "./stored-instances.ts";

/** Compares every byte and link of the store with the records of its instances; with `repair`, removes what differs. */
export function verifyStore(paths: StorePaths, options: VerifyStoreOptions = {}): StoreVerification {
  const { repair = false, only, onProgress = () => undefined } = options;
  const instances = listInstances(paths).filter(({ key }) => only === undefined || only.has(key));
  const damaged: DamagedEntry[] = [];
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

function sortKey({ package: name, path }: DamagedEntry): string {
  return `${name} ${path}`;
}
