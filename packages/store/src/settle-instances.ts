import { lstatSync } from "node:fs";

import { discard } from "./drafts.ts";
import { findDamage } from "./find-damage.ts";
import type { InstanceKey } from "./instance-keys.ts";
import type { StorePaths } from "./store-paths.ts";
import { readUnsettled, settleKeys } from "./unsettled-instances.ts";

/**
 * Looks at those instances of `keys` that were added before the machine was started last, and not used
 * since: what a power cut damaged is removed, so that it is missing.
 */
export async function settleInstances(paths: StorePaths, boot: string, keys: Iterable<InstanceKey>): Promise<void> {
  const notes = readUnsettled(paths, boot);
  if (notes.length === 0) return;
  const unsettled = new Set(notes.flatMap((note) => [...note.keys]));
  const settled = new Set([...keys].filter((key) => unsettled.has(key)));
  for (const key of settled) {
    if (isInstanceThere(paths, key) && findDamage(paths, key) !== undefined)
      discard(paths.temporary, paths.instance(key));
  }
  try {
    await settleKeys(paths, notes, settled);
  } catch (error) {
    // A store that may only be read keeps its notes, and everybody looks for himself.
    if (!readOnlyCodes.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

const readOnlyCodes = new Set(["EROFS", "EACCES", "EPERM"]);

/** Is there an instance of `key`? Since it came by a rename, it is whole then. */
export function isInstanceThere(paths: StorePaths, key: InstanceKey): boolean {
  return lstatSync(paths.instance(key), { throwIfNoEntry: false })?.isDirectory() === true;
}
