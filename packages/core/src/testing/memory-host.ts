import { definePlugin, type Plugin } from "@larder/sdk";

import type { SupervisedPackage } from "../lifecycle/supervised-package.ts";
import { type RunHostOptions, type RunningHost, runHost } from "../run-host.ts";
import { pluginPackage } from "./plugin-package.ts";
import { silentLogger } from "./running-hosts.ts";

/** Starts `packages` in memory, without a database; the host is stopped when the test is done with it. */
export async function memoryHost(
  packages: readonly SupervisedPackage[],
  options: Partial<RunHostOptions> = {},
): Promise<RunningHost & AsyncDisposable> {
  const host = await runHost({
    directory: "memory",
    packages,
    logger: silentLogger,
    clock: Date.now,
    hostNames: [],
    openDatabase: () => Promise.reject(new Error("Nobody asks for a database")),
    ...options,
  });
  return { ...host, [Symbol.asyncDispose]: () => host.stop() };
}

/** What a package in memory is made of; one plugin of its own name that does nothing when left out. */
export type MemoryPackage = {
  readonly plugin?: Plugin;
  readonly requires?: readonly string[];
  readonly version?: string;
};

/** Returns the package `@local/<name>`, which has every permission that its plugin names. */
export function memoryPackage(
  name: string,
  { plugin = definePlugin({}), requires = [], version }: MemoryPackage = {},
): SupervisedPackage {
  const made = pluginPackage({ name, plugin, permissions: plugin.permissions ?? [], requires });
  if (version === undefined || made.type !== "runnable") return made;
  return { ...made, version, pkg: { ...made.pkg, version } };
}

/** What is wanted of a package and where it is: `started started`; `absent` for one that the host does not have. */
export function statesOf(host: RunningHost, name: string): string {
  const found = host.status().packages.find((pkg) => pkg.name === name);
  return found === undefined ? "absent" : `${found.desired} ${found.actual}`;
}
