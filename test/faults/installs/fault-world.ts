import { join } from "node:path";

import { hostPaths, initHost, writeDurably, writeLock } from "@larder/host-directory";
import { installHost, type InstallOptions, lockHost } from "@larder/installer";
import type { Lockfile } from "@larder/lockfile";
import { createRegistryClient } from "@larder/registry-client";
import { openStore } from "@larder/store";
import { packTarball } from "@larder/tarball";
import { onTestFinished } from "vitest";

import { prepareArchive, putVersion } from "../../support/publish-document.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { throwAwayRegistry } from "../../support/throw-away-registry.ts";

/** Two sets of packages that a host may have whole: every package of a set has its version. */
export type SetVersion = "1.0.0" | "2.0.0";

/** A registry with two versions of a graph of packages, and the lock of either. */
export type FaultWorld = {
  readonly url: string;
  /** Holds the hosts and the stores of the test. */
  readonly directory: string;
  readonly locks: { readonly [version in SetVersion]: Lockfile };
  /** Makes a host that wants the graph, with the lock of `version`, and a store of its own unless told. */
  newHost(version: SetVersion, store?: string): Promise<FaultHost>;
};

/** A host of a {@link FaultWorld}, and what its changes need. */
export type FaultHost = InstallOptions & { readonly url: string };

const packageCount = 12;
const filesInEach = 12;

/** The names of the packages; each depends on the next one, and the last two on each other. */
export const packageNames: readonly string[] = Array.from({ length: packageCount }, (_, index) => `part-${index}`);

/** What the host itself wants. */
const wantedNames = ["part-0", "part-4", "part-8"];

/** Returns the files that a package must have: path → text. */
export function filesOf(name: string, version: string): { readonly [path: string]: string } {
  const names = Array.from({ length: filesInEach }, (_, index) => `files/${index}.txt`);
  return Object.fromEntries(names.map((path) => [path, `${name}@${version} ${path}\n`.repeat(40)]));
}

/** Returns the one package that `name` depends on. */
export function dependencyOf(name: string): string {
  const index = packageNames.indexOf(name);
  return packageNames[index + 1] ?? packageNames[index - 1] ?? "";
}

/** Serves a registry with both versions of the graph until the test ends. */
export async function faultWorld(): Promise<FaultWorld> {
  const registry = await throwAwayRegistry();
  onTestFinished(() => registry[Symbol.asyncDispose]());
  const directory = await temporaryDirectory("installs");
  const newHost = async (name: string, store: string): Promise<FaultHost> => {
    const host = join(directory, name);
    const wants = Object.fromEntries(wantedNames.map((want) => [want, ">=1.0.0"]));
    await initHost(host, { registryUrl: registry.url });
    await writeManifest(host, registry.url, wants);
    const client = createRegistryClient({ url: registry.url });
    return { directory: host, store: openStore(store), client, url: registry.url };
  };
  const lockAt = async (version: SetVersion): Promise<Lockfile> => {
    await Promise.all(packageNames.map((name) => publish(registry, name, version)));
    return (await lockHost(await newHost(`lock-${version}`, join(directory, "unused")))).lock;
  };
  const locks = { "1.0.0": await lockAt("1.0.0"), "2.0.0": await lockAt("2.0.0") };
  let hosts = 0;
  return {
    url: registry.url,
    directory,
    locks,
    newHost: async (version, store) => {
      hosts += 1;
      const host = await newHost(`host-${hosts}`, store ?? join(directory, `store-${hosts}`));
      await writeLock(host.directory, locks[version]);
      return host;
    },
  };
}

/** Returns a host that runs `version` of the graph. */
export async function installedHost(world: FaultWorld, version: SetVersion, store?: string): Promise<FaultHost> {
  const host = await world.newHost(version, store);
  await installHost({ ...host, frozen: true });
  return host;
}

async function writeManifest(host: string, url: string, wants: { readonly [name: string]: string }): Promise<void> {
  await writeDurably(hostPaths(host).manifest, `${JSON.stringify({ registries: { home: url }, wants })}\n`);
}

async function publish(
  { url, token }: { readonly url: string; readonly token: string },
  name: string,
  version: SetVersion,
): Promise<void> {
  const packageJson = { name, version, dependencies: { [dependencyOf(name)]: `^${version}` } };
  const files = Object.entries(filesOf(name, version)).map(([path, content]) => ({ path, content }));
  const tarball = await packTarball([{ path: "package.json", content: JSON.stringify(packageJson) }, ...files]);
  const status = await putVersion(url, token, prepareArchive(packageJson, tarball));
  if (status !== 201) throw new Error(`${name}@${version} was answered with ${status}`);
}
