import { readHostManifest } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";

import { changeMeans, type HostChangeOptions } from "./change-means.ts";
import { relock } from "./settle-lock.ts";
import { readHostLock } from "./read-host-lock.ts";

/**
 * Returns the lock that updating every package of a host would give, with its policy and its wants as
 * they are, or only those called `aliases`; nothing is written. Throws what `updateHost` throws.
 */
export async function previewUpdate(
  options: HostChangeOptions & { readonly aliases?: readonly string[] },
): Promise<Lockfile> {
  const { directory, aliases } = options;
  const whole = await readHostManifest(directory);
  const meant = aliases && new Set(aliases);
  const manifest = meant ? { ...whole, wants: whole.wants.filter(({ alias }) => meant.has(alias)) } : whole;
  const locked = await readHostLock(directory);
  const update = [...new Set((locked?.resolution.nodes ?? []).map(({ name }) => name))];
  return await relock({ ...changeMeans(options), manifest, locked, update });
}
