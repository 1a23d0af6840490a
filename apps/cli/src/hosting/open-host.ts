import { resolve } from "node:path";

import { hostPaths, readHostManifest } from "@larder/host-directory";
import type { OnInstallProgress } from "@larder/installer";
import { createRegistryClient, type RegistryClient } from "@larder/registry-client";
import { openStore, type Store } from "@larder/store";

import type { Context } from "../context.ts";
import { findRegistryToken } from "../registry-access/find-token.ts";
import { formatInstallProgress } from "./format-install-progress.ts";
import { watchDownloads } from "./watch-downloads.ts";

export { hostOptions } from "./host-options.ts";

/** A host with what its changes need. */
export type OpenHost = {
  readonly directory: string;
  /** A client of its default registry. */
  readonly client: RegistryClient;
  readonly store: Store;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly onProgress: OnInstallProgress;
};

/** A host that is changed without asking anybody. */
export type OwnHost = Pick<OpenHost, "directory" | "store" | "onProgress">;

/** Returns the host of the command's own directory, for what needs no registry. Throws `HostError` when it is none. */
export async function openOwnHost({
  cwd,
  environment,
  progress,
}: Pick<Context, "cwd" | "environment" | "progress">): Promise<OwnHost> {
  await readHostManifest(cwd);
  return {
    directory: hostPaths(cwd).directory,
    store: openStore(environment.storeDirectory),
    onProgress: (event) => progress.status(formatInstallProgress(event)),
  };
}

/** Returns the host in `directory`, `.` for the command's own. Throws `HostError` when it is none. */
export async function openHost(
  context: Pick<Context, "cwd" | "environment" | "progress">,
  options: { readonly directory?: string; readonly token?: string | undefined } = {},
): Promise<OpenHost> {
  const { environment, progress } = context;
  const directory = hostPaths(resolve(context.cwd, options.directory ?? ".")).directory;
  const { registries, policy } = await readHostManifest(directory);
  const url = registries[policy.registryDefault];
  if (url === undefined) throw new Error(`The host in ${directory} has no registry ${policy.registryDefault}`);

  const token = await findRegistryToken({ cwd: directory, environment }, url, options.token);
  const { client, status } = watchDownloads(createRegistryClient({ url, token }), progress.status);
  return {
    directory,
    client,
    store: openStore(environment.storeDirectory),
    environment: environment.variables,
    onProgress: (event) => status(formatInstallProgress(event)),
  };
}
