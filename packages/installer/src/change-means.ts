import type { PackageName } from "@larder/package-spec";
import { parseVersion } from "@larder/package-spec";
import { createRegistryClient, type RegistryClient } from "@larder/registry-client";

import { type CoreOffer, coreOfferDefault } from "./core-offer.ts";
import type { OnInstallProgress } from "./install-progress.ts";
import { type HostSources, hostSources, type SourceMeans } from "./sources/host-sources.ts";
import type { Environment } from "./sources/run-git.ts";
import { BadSourceError } from "./sources/source-error.ts";

/** What every change of a host needs. */
export type HostChangeOptions = {
  /** The host. */
  readonly directory: string;
  /** A client of the host's default registry. */
  readonly client: RegistryClient;
  readonly onProgress?: OnInstallProgress;
  /** What the core offers; this release's own by default. */
  readonly core?: CoreOffer;
  /** The variables that are set, for git and to say which are missing; none by default. */
  readonly environment?: Environment;
  /** Use only what is on this machine; what is missing is an `OfflineError`. */
  readonly offline?: boolean;
  /** What time it is. */
  readonly clock?: () => Date;
  /** Fetches the archive at an address that `larder.yaml` wants; over the network by default. */
  readonly fetchUrl?: SourceMeans["fetchUrl"];
};

/** The same, with all that was left out. */
export type ChangeMeans = Required<Omit<HostChangeOptions, "fetchUrl">> & { readonly sources: HostSources };

/** Fills in what `options` leave out. */
export function changeMeans(options: HostChangeOptions): ChangeMeans {
  const { directory, client, onProgress = () => undefined, core = coreOfferDefault } = options;
  const { environment = {}, offline = false, clock = () => new Date(), fetchUrl = fetchAddress } = options;
  const sources = hostSources({ directory, environment, fetchUrl });
  return { directory, client, onProgress, core, environment, offline, clock, sources };
}

const archiveBytesMax = 512 * 1024 * 1024;

/** Fetches without any token: an address is nobody's registry. It may be slow or break as one, so it is asked like one. */
async function fetchAddress(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const { origin, pathname, search } = new URL(url);
  const place = { name: "archive" as PackageName, version: parseVersion("0.0.0"), tarballPath: pathname + search };
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of createRegistryClient({ url: origin }).fetchTarball(place, signal)) {
    size += piece.byteLength;
    if (size > archiveBytesMax) throw new BadSourceError(url, `has more than ${archiveBytesMax} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
