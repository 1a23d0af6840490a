import type { FetchTarball } from "@larder/store";

import type { ChangeMeans } from "./change-means.ts";
import { OfflineError } from "./installer-error.ts";

/** Returns how the archive of a package is fetched, wherever it comes from. */
export function archiveFetcher({ client, sources, offline }: ChangeMeans): FetchTarball {
  return (node, signal) => {
    const { name, version, source } = node;
    if (source.type === "path") return readWhole(sources.fetch(node, signal));
    if (offline) return refuseToFetch(node, signal);
    if (source.type !== "registry") return readWhole(sources.fetch(node, signal));
    const { tarballPath } = source;
    return client.fetchTarball({ name, version, ...(tarballPath !== undefined && { tarballPath }) }, signal);
  };
}

/** Fetches nothing: for whoever may use only what the store has. */
export const refuseToFetch: FetchTarball = ({ id }) => {
  throw new OfflineError(`\`${id}\` is not in the package store`);
};

async function* readWhole(archive: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await archive;
}
