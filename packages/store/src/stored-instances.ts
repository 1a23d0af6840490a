import { readdirSync } from "node:fs";

import { type EntryRecord, readRecord } from "./entry-record.ts";
import { type InstanceKey, isInstanceKey } from "./instance-keys.ts";
import type { StorePaths } from "./store-paths.ts";

/** An instance that is there; `record` is `undefined` when it cannot be read. */
export type StoredInstance = { readonly key: InstanceKey; readonly record: EntryRecord | undefined };

/** Returns all instances of the store, sorted by key. */
export function listInstances(paths: StorePaths): readonly StoredInstance[] {
  return namesIn(paths.instances)
    .filter(isInstanceKey)
    .toSorted()
    .map((key) => ({ key, record: readRecord(paths.record(key)) }));
}

/** Returns the names of what is in `directory`; none when it is not there. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Counts instances and their files: what several share, once. */
export function countFiles(records: Iterable<EntryRecord>): { readonly files: number; readonly bytes: number } {
  const counts = { files: 0, bytes: 0 };
  const archives = new Map([...records].map((record) => [record.integrity, record.files]));
  for (const files of archives.values()) {
    counts.files += files.length;
    for (const { size } of files) counts.bytes += size;
  }
  return counts;
}
