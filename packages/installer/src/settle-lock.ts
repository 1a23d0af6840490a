import { findResolvePolicy, type HostManifest } from "@larder/host-directory";
import { listLockDifferences, type LockDifference, type Lockfile } from "@larder/lockfile";
import type { Store } from "@larder/store";

import type { ChangeMeans } from "./change-means.ts";
import type { CoreOffer } from "./core-offer.ts";
import { OfflineError, StaleLockError } from "./installer-error.ts";
import { findTimeOfLock, keepTime } from "./lock-time.ts";
import { prefetchArchives } from "./prefetch-archives.ts";
import { assertSignatures } from "./signatures/assert-signatures.ts";
import { settleKeys } from "./signatures/settle-keys.ts";
import { solveHost, type SolveInput } from "./solve-host.ts";
import { findChangedPaths, readGiven } from "./sources/read-given.ts";

/** What decides whether a lock can stay. */
export type SettleInput = ChangeMeans & {
  readonly manifest: HostManifest;
  readonly locked: Lockfile | undefined;
  /** Where the lock will be installed: what it will probably name is fetched into it while it is made. */
  readonly store?: Store;
  /** Has the operator agreed to the keys that the registry shows now? */
  readonly acceptKeys?: boolean;
  /** Which versions are taken of what is not kept; the newest unless told. */
  readonly prefer?: SolveInput["prefer"];
};

/** What of it can be decided without asking anyone. */
export type FreshInput = Pick<SettleInput, "manifest" | "locked" | "core" | "sources">;

/** Returns the lock that stands when it is what the host wants. Throws {@link StaleLockError} when it is not. */
export async function assertFresh(input: FreshInput): Promise<Lockfile> {
  const difference = await findDifference(input);
  if (input.locked === undefined || difference !== undefined) throw new StaleLockError(difference ?? "there is none");
  return input.locked;
}

/** Returns the lock that stands when it is what the host wants, without asking anyone; else a new one. */
export async function settleLock(input: SettleInput): Promise<Lockfile> {
  const difference = await findDifference(input);
  if (input.locked !== undefined && difference === undefined) return input.locked;
  if (input.offline) throw new OfflineError(`\`larder.lock\` is out of date: ${difference}`);
  return await relock({ ...input, update: [] });
}

/**
 * Returns a new lock, which keeps what it can of the one that stands, and all of it when nothing changed
 * but the time. Throws what reading sources and `solveHost` throw.
 */
export async function relock(input: SettleInput & { readonly update: readonly string[] }): Promise<Lockfile> {
  const { manifest, locked, onProgress } = input;
  if (input.offline) throw new OfflineError("What is wanted has to be resolved");
  onProgress({ type: "resolving", wants: manifest.wants.length });
  const given = await readGiven(input);
  const asOf = findTimeOfLock(manifest.policy, locked, input.clock());
  const onWaiting = (seconds: number): void => onProgress({ type: "resolving", wants: manifest.wants.length, seconds });
  const solve = { ...input, onWaiting, ...(given.length > 0 && { given }), ...(asOf !== undefined && { asOf }) };
  const withKeys = await settleKeys(input);
  const lock = await prefetchArchives(input, async (listening) => {
    const { by, ...solved } = await solveHost({ ...solve, ...listening });
    listening.onLock?.(solved.lock);
    const made = await withKeys(solved.lock);
    onProgress({ type: "resolved", by, packages: made.resolution.nodes.length });
    await assertSignatures(made, manifest.policy.signatures, { ...solved, store: input.store });
    return made;
  });
  return keepTime(locked, lock);
}

/** Says in one sentence why `locked` is not the answer to what the host wants; `undefined` when it is. */
async function findDifference({ manifest, locked, core, sources }: FreshInput): Promise<string | undefined> {
  if (locked === undefined) return "there is none";
  const differences = listLockDifferences(locked, requestOf(manifest, core)).map(formatDifference);
  const changed = await findChangedPaths({ manifest, locked, sources });
  const sentences = [...differences, ...changed.map(formatChange)];
  return sentences.length === 0 ? undefined : sentences.join("; ");
}

function requestOf(manifest: HostManifest, { coreVersion }: CoreOffer): Parameters<typeof listLockDifferences>[1] {
  const { wants, overrides, shared, extensions } = manifest;
  const policy = findResolvePolicy(manifest.policy);
  return { coreVersion, wants, overrides, shared, extensions, ...(policy !== undefined && { policy }) };
}

function formatChange({ alias, wanted }: HostManifest["wants"][number]): string {
  return `\`${alias}\` is not what it was when it was locked: \`${wanted}\` changed`;
}

function formatDifference({ about, name, locked, wanted }: LockDifference): string {
  if (about === "core") return `it was solved for version ${locked} of the core's API, and this is ${wanted}`;
  if (about === "unsolved") return `a merge left \`${name}\` to be solved`;
  const subject = subjects[about](name);
  if (locked === undefined) return `${subject} is wanted and not locked`;
  if (wanted === undefined) return `${subject} is locked and no longer wanted`;
  return `${subject} is wanted as \`${wanted}\` and locked as \`${locked}\``;
}

const subjects: {
  readonly [about in Exclude<LockDifference["about"], "core" | "unsolved">]: (name: string) => string;
} = {
  want: (name) => `\`${name}\``,
  policy: (name) => `the policy \`${name}\``,
  override: (name) => `the override \`${name}\``,
  extension: (name) => `the extension of \`${name}\``,
  shared: (name) => `the shared \`${name}\``,
};
