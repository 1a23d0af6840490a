import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";

import { StoreError } from "./store-error.ts";

/** What `statfs` of Linux says of /proc and /sys, which have folders and keep none. */
const kernelFileSystems = new Set([0x9f_a0, 0x62_65_65_72]);

/**
 * Throws {@link StoreError} where no store can be: below a file, and in a file system of the kernel, where
 * making a folder for one would never end.
 */
export function assertPlace(root: string): void {
  const existing = findExisting(root);
  if (!statSync(existing).isDirectory()) {
    throw StoreError.unwritable(root, `a file is where it needs a folder (\`${existing}\`)`);
  }
  if (kernelFileSystems.has(statfsSync(existing).type)) {
    throw StoreError.unwritable(root, `\`${existing}\` belongs to the kernel and keeps no files`);
  }
}

/** Returns `path`, or the nearest folder above it that is there. */
function findExisting(path: string): string {
  const above = dirname(path);
  return above === path || statSync(path, { throwIfNoEntry: false }) !== undefined ? path : findExisting(above);
}
