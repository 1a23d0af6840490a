import { readHostManifest } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";

import { changeMeans, type HostChangeOptions } from "./change-means.ts";
import { relock } from "./settle-lock.ts";
import { readHostLock } from "./read-host-lock.ts";

/**
 * Returns the lock that updating every package of a host would give, with its policy and its wants as
 * they are; nothing is written. Throws what `updateHost` throws.
 */
export async function previewUpdate(options: HostChangeOptions): Promise<Lockfile> {
  const { directory } = options;
  const manifest = await readHostManifest(directory);
  const locked = await readHostLock(directory);
  const update = [...new Set((locked?.resolution.nodes ?? []).map(({ name }) => name))];
  return await relock({ ...changeMeans(options), manifest, locked, update });
}
