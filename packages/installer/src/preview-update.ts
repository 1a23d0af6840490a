import { readHostManifest, readLock } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";

import { coreOfferDefault } from "./core-offer.ts";
import type { HostChangeOptions } from "./install-host.ts";
import { relock } from "./settle-lock.ts";

/**
 * Returns the lock that updating every package of a host would give, with its policy and its wants as
 * they are; nothing is written. Throws what `updateHost` throws.
 */
export async function previewUpdate(options: HostChangeOptions): Promise<Lockfile> {
  const { directory, client, onProgress = () => undefined, core = coreOfferDefault } = options;
  const manifest = await readHostManifest(directory);
  const locked = await readLock(directory);
  const update = [...new Set((locked?.resolution.nodes ?? []).map(({ name }) => name))];
  return await relock({ manifest, locked, client, core, onProgress, offline: false, update });
}
