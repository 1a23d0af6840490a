import { hash } from "node:crypto";
import { lstatSync } from "node:fs";

import type { Generation } from "@larder/host-directory";
import { holdHost, hostPaths, listGenerations, writeInstallRecords } from "@larder/host-directory/switching";
import { keepPlan, readKeptPlan, readMachine, useKeptPackages } from "@larder/store/kept-plans";

import { prepareGeneration, switchGeneration } from "./apply-install.ts";
import type { InstallResult } from "./change-host.ts";
import type { OnInstallProgress } from "./install-progress.ts";
import type { InstallPlan } from "./plan-install.ts";
import { type HostTexts, noteInstall, readHostTexts, type UnchangedQuery } from "./unchanged-install.ts";
import type { MissingVariable } from "./unmet-needs.ts";

/*
 * The store keeps what an install came to, under a digest of all that decides it: `larder.yaml`, `larder.lock`, the
 * core, the machine and the store itself. A host that runs nothing yet and says the same (a fresh checkout, a second
 * worktree, a container with a store of its machine) gets its generation from that, in a third of the time: this file
 * imports nothing that parses anything. Whenever something is not as expected, the whole way is taken.
 */

/** An install that may have been made before, of another host. */
export type KeptInstallQuery = UnchangedQuery & {
  readonly onProgress?: OnInstallProgress;
  readonly clock?: () => Date;
};

/** What the installs of one lock have in common. */
export type KeptInstall = Pick<InstallPlan, "generation" | "links" | "added"> &
  Pick<InstallResult, "needsTrust" | "ungranted" | "skippedScripts" | "signatures"> & {
    /** The environment variables that its packages need. */
    readonly variables: readonly MissingVariable[];
  };

/**
 * Installs a host that has no generation as one that said the same was installed, and returns what came of it;
 * `undefined`, with nothing of the host changed, when no such install is known or a package of it is no longer in the
 * store. Throws what holding a host and its disk throw.
 */
export async function installKept(query: KeptInstallQuery): Promise<InstallResult | undefined> {
  const { directory, storeDirectory, onProgress = () => undefined } = query;
  const started = performance.now();
  const asked = findAsked(query);
  if (asked === undefined || !(await runsNothing(directory))) return undefined;
  const kept = readKeptPlan(storeDirectory, asked.name);
  if (kept === undefined) return undefined;

  const { packages } = kept;
  const onWait = (reason: string): void => onProgress({ type: "waiting", reason });
  return await holdHost(directory, { command: "larder install", onWait }, () =>
    useKeptPackages(storeDirectory, { host: hostPaths(directory).directory, packages }, async () => {
      // Whoever held it may have changed it.
      if (findAsked(query)?.name !== asked.name || !(await runsNothing(directory))) return undefined;
      const made = kept.body as KeptInstall;
      return await switchTo({ ...query, onProgress }, asked.texts, { made, packages, started });
    }),
  );
}

/** Keeps an install of `texts` for {@link installKept}; `packages` are the paths of all that it needs in the store. */
export function keepInstall(
  query: UnchangedQuery,
  texts: HostTexts,
  { packages, ...body }: KeptInstall & { readonly packages: readonly string[] },
): void {
  keepPlan(query.storeDirectory, nameOf(query, texts), { packages, body });
}

/** Another release may come to another result. */
const format = 2;

function nameOf({ storeDirectory, coreVersion }: UnchangedQuery, { manifest, lock }: HostTexts): string {
  return hash("sha256", JSON.stringify([format, storeDirectory, coreVersion, readMachine(), manifest, lock]));
}

function findAsked(query: UnchangedQuery): { readonly texts: HostTexts; readonly name: string } | undefined {
  const texts = readHostTexts(query.directory);
  return texts === undefined ? undefined : { texts, name: nameOf(query, texts) };
}

/** What ran before is to be compared with what comes, and has a history. */
async function runsNothing(directory: string): Promise<boolean> {
  const { current, records } = hostPaths(directory);
  if ([current, records].some((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)) return false;
  return (await listGenerations(directory)).length === 0;
}

type Making = { readonly made: KeptInstall; readonly packages: readonly string[]; readonly started: number };

async function switchTo(
  query: KeptInstallQuery & { readonly onProgress: OnInstallProgress },
  texts: HostTexts,
  { made, packages, started }: Making,
): Promise<InstallResult> {
  const { directory, environment, onProgress, clock = () => new Date() } = query;
  const { generation, links, added, variables, ...needs } = made;
  const number = await prepareGeneration(directory, { generation, links, reuse: undefined }, texts.lock);
  onProgress({ type: "prepared", generation: number });
  await switchGeneration(directory, number);
  onProgress({ type: "switched", generation: number });
  await writeInstallRecords(directory, [recordOf(generation, number, clock())]);

  const result: InstallResult = {
    generation: number,
    unchanged: false,
    added,
    removed: [],
    changed: [],
    packages: generation.packages,
    ...needs,
    missingEnvironment: variables.filter(({ variable }) => environment[variable] === undefined),
    notes: [],
    ms: Math.round(performance.now() - started),
  };
  noteInstall(query, texts, { result, variables, instances: packages });
  return result;
}

function recordOf(
  { lockDigest }: Omit<Generation, "number">,
  number: number,
  at: Date,
): Parameters<typeof writeInstallRecords>[1][number] {
  return { generation: number, lockDigest, switchedAt: at.toISOString(), reason: "install" };
}
