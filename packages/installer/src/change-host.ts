import {
  editHostManifest,
  findCurrentNumber,
  type Generation,
  type HostManifest,
  hostPaths,
  listGenerations,
  parseHostManifest,
  readHostManifestText,
  readInstallRecords,
  recordInstall,
  writeDurably,
  writeLock,
} from "@larder/host-directory";
import { type Lockfile, printLockfile } from "@larder/lockfile";
import type { PackageName } from "@larder/package-spec";
import type { NodeId } from "@larder/resolver";
import type { Store } from "@larder/store";

import { prepareGeneration, pruneGenerations, switchGeneration } from "./apply-install.ts";
import type { ChangeMeans } from "./change-means.ts";
import { askForGrants, type Consent, type UngrantedPackage } from "./consent.ts";
import { digestText } from "./digest-text.ts";
import { findGeneration } from "./find-generation.ts";
import { noteOutcome } from "./note-outcome.ts";
import { type InstallPlan, planInstall } from "./plan-install.ts";
import { findAllowedScripts } from "./scripts/allowed-scripts.ts";
import type { SignatureCounts } from "./signatures/assert-signatures.ts";
import { ensureChecked } from "./signatures/ensure-checked.ts";
import { listSkippedScripts, type SkippedScripts } from "./skipped-scripts.ts";
import { findRollback } from "./switch-history.ts";
import { findNeeds, type UnmetNeeds } from "./unmet-needs.ts";
import { assertWantedSources } from "./wanted-sources.ts";

/** What became of a host. */
export type InstallResult = UnmetNeeds &
  Pick<InstallPlan, "added" | "removed" | "changed"> & {
    /** The number of the generation that the host runs now. */
    readonly generation: number;
    /** Did nothing have to be switched? */
    readonly unchanged: boolean;
    /** Every singleton, and the libraries that are wanted by name. */
    readonly packages: Generation["packages"];
    /** What has install scripts that did not run, since the operator does not allow them. */
    readonly skippedScripts: SkippedScripts;
    /** What the signatures of registries came to; `null` when the policy does not care. */
    readonly signatures: SignatureCounts | null;
    /** What is to be known of packages from outside of registries, as sentences without an end. */
    readonly notes: readonly string[];
    /** The generation that the host had been rolled back to, and that it leaves: `larder.lock` says more than that did. */
    readonly leavesRollbackTo?: number;
    readonly ms: number;
  };

/** What of the machine a change uses. */
export type InstallMeans = ChangeMeans & { readonly store: Store };

/** The state to bring a host to. */
export type HostTarget = {
  readonly manifestText: string;
  readonly lock: Lockfile;
  /** Why, for the host's history: `add @acme/chat`. */
  readonly reason: string;
  /** Who is asked whether packages get what they ask for; without it none gets more than it had. */
  readonly consent?: Consent | undefined;
  /** The packages that are asked for by name: they are asked about even when nothing of them changed. */
  readonly named?: readonly string[];
};

/**
 * Brings a held host to `target`: everything is fetched, verified, agreed to and in its place before
 * `larder.yaml`, `larder.lock` and the running generation change, in this order. Whatever stops it
 * on the way, the host runs its old generation or its new one.
 */
export async function changeHost(means: InstallMeans, target: HostTarget): Promise<InstallResult> {
  const { directory, store } = means;
  try {
    return await store.use(async () => {
      // Before anything is there to be pruned.
      store.noteHost(directory);
      return await bringTo(means, target, performance.now());
    });
  } finally {
    await store.discardPrefetched();
  }
}

async function bringTo(means: InstallMeans, asked: HostTarget, started: number): Promise<InstallResult> {
  const { directory, onProgress, environment } = means;
  const manifest = parseHostManifest(asked.manifestText);

  const { plan, paths, signatures, isNew, isBuilt } = await planChange(means, asked.lock, manifest);
  const { variables, ...needs } = findNeeds({ manifest, packages: plan.generation.packages });
  const { target, ungranted } = await settleGrants(asked, needs.ungranted, isNew);

  const number = await prepareGeneration(directory, plan, printLockfile(target.lock));
  onProgress({ type: "prepared", generation: number });

  const rolledBackTo = findRollback(await readInstallRecords(directory));
  await writeWants(directory, target);
  const unchanged = (await findCurrentNumber(directory)) === number;
  if (!unchanged) await switchTo(means, target, { number, plan, keep: manifest.rollback.keep });

  const { added, removed, changed, generation } = plan;
  const result: InstallResult = {
    generation: number,
    unchanged,
    added,
    removed,
    changed,
    packages: generation.packages,
    needsTrust: needs.needsTrust,
    ungranted,
    missingEnvironment: variables.filter(({ variable }) => environment[variable] === undefined),
    skippedScripts: listSkippedScripts(target.lock.resolution, paths, manifest.policy),
    signatures,
    notes: await means.sources.notes(),
    ...(!unchanged && rolledBackTo !== undefined && { leavesRollbackTo: rolledBackTo }),
    ms: Math.round(performance.now() - started),
  };
  noteOutcome(means, target, manifest, { result, plan, variables, packages: [...paths.values()], isBuilt });
  return result;
}

/** Asks about what comes or changes and about what is named: whoever once refused the rest is not asked each time. */
async function settleGrants(
  target: HostTarget,
  ungranted: readonly UngrantedPackage[],
  isNew: (name: PackageName) => boolean,
): Promise<{ readonly target: HostTarget; readonly ungranted: readonly UngrantedPackage[] }> {
  const named = new Set<string>(target.named);
  const asked = ungranted.filter((one) => named.has(one.package) || isNew(one.package));
  const edits = await askForGrants(target.consent, asked);
  if (edits.length === 0) return { target, ungranted };
  return {
    target: { ...target, manifestText: editHostManifest(target.manifestText, edits) },
    ungranted: ungranted.filter((one) => edits.every(({ name }) => name !== one.package)),
  };
}

async function switchTo(
  { directory, onProgress, clock }: InstallMeans,
  { reason }: HostTarget,
  { number, plan, keep }: { readonly number: number; readonly plan: InstallPlan; readonly keep: number },
): Promise<void> {
  await switchGeneration(directory, number);
  onProgress({ type: "switched", generation: number });
  const { lockDigest } = plan.generation;
  await recordInstall(directory, { generation: number, lockDigest, switchedAt: clock().toISOString(), reason });
  await pruneGenerations(directory, keep);
}

/** Writes what a host wants and its lock, without installing anything. */
export async function writeWants(directory: string, target: Pick<HostTarget, "manifestText" | "lock">): Promise<void> {
  if (target.manifestText !== (await readHostManifestText(directory))) {
    await writeDurably(hostPaths(directory).manifest, target.manifestText);
  }
  await writeLock(directory, target.lock);
}

type PlannedChange = {
  readonly plan: InstallPlan;
  readonly paths: ReadonlyMap<NodeId, string>;
  readonly signatures: SignatureCounts | null;
  /** Does the host not run exactly this package yet? */
  readonly isNew: (name: PackageName) => boolean;
  /** Did scripts of packages have a part in it? */
  readonly isBuilt: boolean;
};

async function planChange(means: InstallMeans, lock: Lockfile, manifest: HostManifest): Promise<PlannedChange> {
  const { directory, store } = means;
  assertWantedSources(lock, manifest);
  const { signatures, published } = await ensureChecked(means, lock, manifest.policy.signatures);
  const scripts = findAllowedScripts(means, lock.resolution, published, manifest);
  const paths = scripts === undefined ? published : await store.ensureBuilt(lock.resolution, scripts);

  const generations = await readGenerations(directory);
  const currentNumber = await findCurrentNumber(directory);
  const current = generations.find((generation) => generation.number === currentNumber);
  const plan = planInstall({
    resolution: lock.resolution,
    lockDigest: digestText(printLockfile(lock)),
    paths,
    current,
    generations,
  });
  const running = new Set(current?.packages.map(({ path }) => path));
  const fresh = new Set(plan.generation.packages.filter(({ path }) => !running.has(path)).map(({ name }) => name));
  return { plan, paths, signatures, isNew: (name) => fresh.has(name), isBuilt: scripts !== undefined };
}

/** One that is damaged is not used again. */
async function readGenerations(directory: string): Promise<readonly Generation[]> {
  const numbers = await listGenerations(directory);
  const read = await Promise.all(numbers.map((number) => findGeneration(directory, number)));
  return read.filter((generation) => generation !== undefined);
}
