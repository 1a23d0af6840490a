import type { HostManifest } from "@larder/host-directory";
import { listLockDifferences, type LockDifference, type Lockfile } from "@larder/lockfile";
import type { RegistryClient } from "@larder/registry-client";

import type { CoreOffer } from "./core-offer.ts";
import type { OnInstallProgress } from "./install-progress.ts";
import { OfflineError, StaleLockError, UnenforcedPolicyError } from "./installer-error.ts";
import { solveHost } from "./solve-host.ts";

/** What decides whether a lock can stay. */
export type SettleInput = {
  readonly manifest: HostManifest;
  readonly locked: Lockfile | undefined;
  readonly client: RegistryClient;
  readonly core: CoreOffer;
  readonly onProgress: OnInstallProgress;
  /** May nobody be asked? */
  readonly offline: boolean;
};

/** Returns the lock that stands when it is what the host wants. Throws {@link StaleLockError} when it is not. */
export function assertFresh({ manifest, locked, core }: Pick<SettleInput, "manifest" | "locked" | "core">): Lockfile {
  const difference = findDifference(manifest, locked, core);
  if (locked === undefined || difference !== undefined) throw new StaleLockError(difference ?? "it is missing");
  return locked;
}

/** Returns the lock that stands when it is what the host wants, without asking anyone; else a new one. */
export async function settleLock(input: SettleInput): Promise<Lockfile> {
  const { manifest, locked, core } = input;
  const difference = findDifference(manifest, locked, core);
  if (locked !== undefined && difference === undefined) return locked;
  if (input.offline) throw new OfflineError(`\`larder.lock\` is out of date: ${difference}`);
  return await relock({ ...input, update: [] });
}

/**
 * Returns a new lock, which keeps what it can of the one that stands. Throws
 * {@link UnenforcedPolicyError} when the host asks for an age policy, and what `solveHost` throws.
 */
export async function relock(input: SettleInput & { readonly update: readonly string[] }): Promise<Lockfile> {
  if (input.manifest.policy.minimumAgeMs > 0) throw new UnenforcedPolicyError("minimumAge");
  if (input.offline) throw new OfflineError("What is wanted has to be resolved");
  input.onProgress({ type: "resolving", wants: input.manifest.wants.length });
  const { lock, by } = await solveHost(input);
  input.onProgress({ type: "resolved", by, packages: lock.resolution.nodes.length });
  return lock;
}

/** Says in one sentence why `locked` is not the answer to what the host wants; `undefined` when it is. */
function findDifference(manifest: HostManifest, locked: Lockfile | undefined, core: CoreOffer): string | undefined {
  if (locked === undefined) return "there is none";
  const { wants, overrides, shared } = manifest;
  const request = { coreVersion: core.coreVersion, wants, overrides, shared };
  const differences = listLockDifferences(locked, request).map(formatDifference);
  return differences.length === 0 ? undefined : differences.join("; ");
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
