import { holdHost, parseHostManifest, readHostManifestText, readLock } from "@larder/host-directory";
import type { RegistryClient } from "@larder/registry-client";
import type { Store } from "@larder/store";

import { changeHost, type InstallResult } from "./change-host.ts";
import { type CoreOffer, coreOfferDefault } from "./core-offer.ts";
import type { OnInstallProgress } from "./install-progress.ts";
import { assertFresh, settleLock } from "./settle-lock.ts";
import type { NeedsInput } from "./unmet-needs.ts";

/** What every change of a host needs. */
export type HostChangeOptions = {
  /** The host. */
  readonly directory: string;
  /** A client of the host's default registry. */
  readonly client: RegistryClient;
  readonly onProgress?: OnInstallProgress;
  /** What the core offers; this release's own by default. */
  readonly core?: CoreOffer;
};

/** What every install of a host needs. */
export type InstallOptions = HostChangeOptions & {
  readonly store: Store;
  /** The variables that are set, to say which are missing; none by default. */
  readonly environment?: NeedsInput["environment"];
  /** Use only what is on this machine; a package that is missing is an `OfflineError`. */
  readonly offline?: boolean;
};

/**
 * Makes a host run what its `larder.lock` says; a lock that is missing or out of date is made first,
 * unless `frozen`: then it is a `StaleLockError`.
 *
 * No code of a package runs. A lock that is current and a store that has everything need no network.
 */
export async function installHost(options: InstallOptions & { readonly frozen?: boolean }): Promise<InstallResult> {
  const { directory, client, onProgress = () => undefined, core = coreOfferDefault, offline = false } = options;
  const hold = { command: "larder install", onWait: (reason: string) => onProgress({ type: "waiting", reason }) };
  return await holdHost(directory, hold, async () => {
    const manifestText = await readHostManifestText(directory);
    const manifest = parseHostManifest(manifestText);
    const locked = await readLock(directory);
    const settle = { manifest, locked, client, core, onProgress, offline };
    const lock = options.frozen === true ? assertFresh(settle) : await settleLock(settle);

    const { store, environment = {} } = options;
    const means = { directory, store, client, environment, onProgress, offline };
    return await changeHost(means, { manifestText, lock, reason: "install" });
  });
}
