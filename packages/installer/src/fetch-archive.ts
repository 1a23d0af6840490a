import { RegistryError } from "@larder/registry-client";
import type { ResolvedNode } from "@larder/resolver";
import type { FetchTarball } from "@larder/store";

import type { ChangeMeans } from "./change-means.ts";
import { OfflineError, RefusedArchiveError } from "./installer-error.ts";

/** Returns how the archive of a package is fetched, wherever it comes from. */
export function archiveFetcher({ client, sources, offline }: ChangeMeans): FetchTarball {
  return (node, signal) => {
    const { name, version, source } = node;
    if (source.type === "path") return readWhole(sources.fetch(node, signal));
    if (offline) return refuseToFetch(node, signal);
    if (source.type !== "registry") return readWhole(sources.fetch(node, signal));
    const { tarballPath } = source;
    const place = { name, version, ...(tarballPath !== undefined && { tarballPath }) };
    return readNamed(node, source.registry, client.fetchTarball(place, signal));
  };
}

/** Fetches nothing: for whoever may use only what the store has. */
export const refuseToFetch: FetchTarball = ({ id }) => {
  throw new OfflineError(`\`${id}\` is not in the package store`);
};

/** Many registries refuse in two words, and name nothing. */
async function* readNamed(
  node: ResolvedNode,
  registry: string,
  archive: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* archive;
  } catch (error) {
    throw error instanceof RegistryError ? new RefusedArchiveError(node, registry, error) : error;
  }
}

async function* readWhole(archive: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await archive;
}
