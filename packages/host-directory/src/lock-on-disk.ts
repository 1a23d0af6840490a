import { type Lockfile, parseLockfile, printLockfile } from "@larder/lockfile";

import { hostPaths } from "./host-paths.ts";
import { readTextIfExists } from "./read-host-text.ts";
import { writeDurably } from "./write-durably.ts";

/** Returns the host's lock; `undefined` when it was never locked. Throws what `parseLockfile` throws for a corrupt one. */
export async function readLock(directory: string): Promise<Lockfile | undefined> {
  const text = await readLockText(directory);
  return text === undefined ? undefined : parseLockfile(text);
}

/** Returns the text of the host's `larder.lock`; `undefined` when there is none. */
export async function readLockText(directory: string): Promise<string | undefined> {
  return await readTextIfExists(hostPaths(directory).lock);
}

/** Writes the host's lock, whole or not at all, and not when it says the same already. */
export async function writeLock(directory: string, lock: Lockfile): Promise<void> {
  const text = printLockfile(lock);
  if (text !== (await readLockText(directory))) await writeDurably(hostPaths(directory).lock, text);
}
