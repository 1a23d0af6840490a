import { readHostManifest } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";

import { type CoreOffer, coreOfferDefault } from "./core-offer.ts";
import { assertFresh } from "./settle-lock.ts";
import { hostSources } from "./sources/host-sources.ts";
import { readHostLock } from "./read-host-lock.ts";

/**
 * Returns the lock of the host in `directory` when it is the answer to what the host wants; asks
 * nobody and changes nothing. Throws {@link StaleLockError} when it is not, or is missing.
 */
export async function checkLock(directory: string, core: CoreOffer = coreOfferDefault): Promise<Lockfile> {
  const manifest = await readHostManifest(directory);
  const sources = hostSources({
    directory,
    environment: {},
    fetchUrl: () => Promise.reject(new Error("Nobody is asked")),
  });
  return await assertFresh({ manifest, locked: await readHostLock(directory), core, sources });
}
