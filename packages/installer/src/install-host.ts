import { holdHost, parseHostManifest, readHostManifestText } from "@larder/host-directory";
import type { Store } from "@larder/store";

import { changeHost, type InstallResult } from "./change-host.ts";
import { changeMeans, type HostChangeOptions } from "./change-means.ts";
import { holdFor } from "./hold-for.ts";
import { installKept } from "./kept-install.ts";
import { assertFresh, settleLock } from "./settle-lock.ts";
import { readHostLock } from "./read-host-lock.ts";
import { findUnchangedInstall } from "./unchanged-install.ts";

/** What every install of a host needs. */
export type InstallOptions = HostChangeOptions & { readonly store: Store };

/**
 * Makes a host run what its `larder.lock` says; a lock that is missing or out of date is made first,
 * unless `frozen`: then it is a `StaleLockError`.
 *
 * No code of a package runs. A lock that is current and a store that has everything need no network.
 */
export async function installHost(options: InstallOptions & { readonly frozen?: boolean }): Promise<InstallResult> {
  const { directory, store } = options;
  const means = changeMeans(options);
  const { core, environment } = means;
  const query = { directory, storeDirectory: store.directory, coreVersion: core.coreVersion, environment };
  const { onProgress, clock } = means;
  const found = findUnchangedInstall(query) ?? (await installKept({ ...query, onProgress, clock }));
  if (found !== undefined) return found;
  return await holdHost(directory, holdFor("install", means), async () => {
    const manifestText = await readHostManifestText(directory);
    const manifest = parseHostManifest(manifestText);
    const settle = { ...means, store, manifest, locked: await readHostLock(directory) };
    const lock = options.frozen === true ? await assertFresh(settle) : await settleLock(settle);
    return await changeHost({ ...means, store }, { manifestText, lock, reason: "install" });
  });
}
