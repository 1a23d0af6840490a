import { holdHost, parseHostManifest, readHostManifestText, writeLock } from "@larder/host-directory";
import { type Lockfile, printLockfile } from "@larder/lockfile";

import { changeMeans, type HostChangeOptions } from "./change-means.ts";
import { holdFor } from "./hold-for.ts";
import { relock, type SettleInput } from "./settle-lock.ts";
import { readHostLock } from "./read-host-lock.ts";

/** The lock of a host. */
export type LockResult = {
  readonly lock: Lockfile;
  /** Is it another one than before? */
  readonly changed: boolean;
  /** What is to be known of packages from outside of registries, as sentences without an end. */
  readonly notes: readonly string[];
};

/**
 * Solves what a host wants and writes `larder.lock`; nothing is installed. What was locked stays
 * where it still fits, but for the names in `update`; with `prefer: "lowest"` nothing stays, and the lock
 * is of the lowest versions that go together. With `acceptKeys` the keys that the registry shows now
 * are those that the host agrees to. Throws `UnsatisfiableWantsError` with the
 * reasons, and what reading the host and asking its registry throw.
 */
export async function lockHost(
  options: HostChangeOptions & Pick<SettleInput, "acceptKeys" | "prefer"> & { readonly update?: readonly string[] },
): Promise<LockResult> {
  const { directory, prefer, acceptKeys = false } = options;
  const means = changeMeans(options);
  return await holdHost(directory, holdFor("lock", means), async () => {
    const manifest = parseHostManifest(await readHostManifestText(directory));
    const locked = await readHostLock(directory);
    const everything = locked?.resolution.nodes.map(({ name }) => name) ?? [];
    const update = prefer === "lowest" ? everything : (options.update ?? []);
    const lock = await relock({ ...means, manifest, locked, update, acceptKeys, ...(prefer && { prefer }) });
    await writeLock(directory, lock);
    const changed = locked === undefined || printLockfile(locked) !== printLockfile(lock);
    return { lock, changed, notes: await means.sources.notes() };
  });
}
