import { existsSync } from "node:fs";

import { hostPaths, initHost, setRegistry } from "@larder/host-directory";
import { addToHost, installHost, type InstallResult } from "@larder/installer";
import type { Lockfile } from "@larder/lockfile";

import type { Context } from "../context.ts";
import { openHost } from "../hosting/open-host.ts";
import type { Example } from "./examples.ts";

const alias = "home";

/** Makes a host in `directory` that installs from `registry`; one that is there follows the registry to its address. */
export async function openTourHost(directory: string, registry: string): Promise<{ readonly isNew: boolean }> {
  if (existsSync(hostPaths(directory).manifest)) {
    await setRegistry(directory, alias, registry);
    return { isNew: false };
  }
  await initHost(directory, { registryUrl: registry, alias });
  return { isNew: true };
}

/** A context whose host's store is in the tour's own data, so that nothing outside of it is touched. */
export type TourHostContext = Pick<Context, "cwd" | "environment" | "progress">;

/** Wants the examples, trusts those that are code, and returns the lock. */
export async function lockTourHost(context: TourHostContext, examples: readonly Example[]): Promise<Lockfile> {
  const host = await openHost(context);
  const wanted = Map.groupBy(examples, ({ want }) => want.trust);
  let lock: Lockfile | undefined;
  for (const [trust, group] of wanted) {
    const specs = group.map(({ want }) => want.spec);
    ({ lock } = await addToHost({ ...host, specs, trust, lockOnly: true }));
  }
  if (lock === undefined) throw new Error("The tour has no examples to lock");
  return lock;
}

/** Installs what was locked. */
export async function installTourHost(context: TourHostContext): Promise<InstallResult> {
  return await installHost({ ...(await openHost(context)), frozen: true });
}
