import { holdHost, parseHostManifest, readHostManifestText, readLock, writeLock } from "@larder/host-directory";
import { type Lockfile, printLockfile } from "@larder/lockfile";

import { coreOfferDefault } from "./core-offer.ts";
import type { HostChangeOptions } from "./install-host.ts";
import { relock } from "./settle-lock.ts";

/** The lock of a host, and whether it is another one than before. */
export type LockResult = { readonly lock: Lockfile; readonly changed: boolean };

/**
 * Solves what a host wants and writes `larder.lock`; nothing is installed. What was locked stays
 * where it still fits, but for the names in `update`. Throws `UnsatisfiableWantsError` with the
 * reasons, and what reading the host and asking its registry throw.
 */
export async function lockHost(
  options: HostChangeOptions & { readonly update?: readonly string[] },
): Promise<LockResult> {
  const { directory, client, onProgress = () => undefined, core = coreOfferDefault, update = [] } = options;
  const hold = { command: "larder lock", onWait: (reason: string) => onProgress({ type: "waiting", reason }) };
  return await holdHost(directory, hold, async () => {
    const manifest = parseHostManifest(await readHostManifestText(directory));
    const locked = await readLock(directory);
    const lock = await relock({ manifest, locked, client, core, onProgress, update, offline: false });
    await writeLock(directory, lock);
    return { lock, changed: locked === undefined || printLockfile(locked) !== printLockfile(lock) };
  });
}
