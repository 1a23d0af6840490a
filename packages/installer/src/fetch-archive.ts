import type { RegistryClient } from "@larder/registry-client";
import type { FetchTarball } from "@larder/store";

import { OfflineError } from "./installer-error.ts";

/** Returns how the archive of a package is fetched, wherever it comes from. */
export function archiveFetcher(client: RegistryClient): FetchTarball {
  return ({ name, version, source }) => {
    if (source.type !== "registry") throw new Error(`${name} comes from a ${source.type}, which no lock has yet`);
    const { tarballPath } = source;
    return client.fetchTarball({ name, version, ...(tarballPath !== undefined && { tarballPath }) });
  };
}

/** Fetches nothing: for whoever may use only what the store has. */
export const refuseToFetch: FetchTarball = ({ id }) => {
  throw new OfflineError(`\`${id}\` is not in the package store`);
};
