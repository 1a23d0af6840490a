import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";

import { ExpectedError } from "@larder/errors";
import {
  findCurrentGeneration,
  findResolvePolicy,
  type Generation,
  hostPaths,
  readHostManifest,
  readLock,
} from "@larder/host-directory";
import { parseLockfile, verifyLockfile } from "@larder/lockfile";
import type { NodeId } from "@larder/resolver";
import type { InstancePlace, Store, StoreVerification, VerifyStoreOptions } from "@larder/store";

import { readGenerationLock } from "./apply-install.ts";
import { checkLock } from "./check-lock.ts";
import { IncompleteLockError, StaleLockError } from "./installer-error.ts";
import { countSignatures, listRefused, type SignatureCounts } from "./signatures/assert-signatures.ts";
import { checkSignatures } from "./signatures/check-signatures.ts";

/** Something of a host that is not what it should be. */
export type HostDamage = {
  readonly part: "lock" | "signature" | "generation" | "store";
  /** The package, want or file that it is about. */
  readonly about: string;
  /** Without a full stop. */
  readonly sentence: string;
};

/** What a look at a host has found. */
export type HostVerification = {
  readonly directory: string;
  /** How many packages are locked; `null` when there is no lock, or none that can be read. */
  readonly locked: number | null;
  /** Why the lock is not what `larder.yaml` wants; `null` when it is. */
  readonly stale: string | null;
  /** What the signatures of registries come to, checked anew; `null` without a lock. */
  readonly signatures: SignatureCounts | null;
  /** The generation that the host runs; `null` when nothing is installed. */
  readonly generation: number | null;
  /** How many instances of the store it uses on this machine. */
  readonly instances: number;
  readonly damage: readonly HostDamage[];
};

/**
 * Returns what is wrong with the host in `directory`: its lock in itself, the generation that it runs,
 * and each file of the store that this one uses. Nobody is asked and nothing is changed. Throws
 * `HostError` when it is no host.
 */
export async function verifyHost(options: {
  readonly directory: string;
  readonly store: Store;
  readonly onProgress?: VerifyStoreOptions["onProgress"];
}): Promise<HostVerification> {
  const { directory } = hostPaths(options.directory);
  await readHostManifest(directory);
  const lock = await verifyLock(directory);
  const generation = await attempt("generation", async () => await findCurrentGeneration(directory));
  const installed = generation.value && (await verifyGeneration(directory, generation.value, options));
  return {
    directory,
    ...lock.facts,
    generation: generation.value?.number ?? null,
    instances: installed?.instances ?? 0,
    damage: [...lock.damage, ...generation.damage, ...(installed?.damage ?? [])],
  };
}

async function verifyLock(directory: string): Promise<{
  readonly facts: Pick<HostVerification, "locked" | "stale" | "signatures">;
  readonly damage: readonly HostDamage[];
}> {
  const { value: lock, damage } = await attempt("lock", async () => await readLock(directory));
  if (lock === undefined) {
    const stale = damage.length > 0 ? null : "there is none";
    return { facts: { locked: null, stale, signatures: null }, damage };
  }
  const { policy } = await readHostManifest(directory);
  const problems = verifyLockfile(lock, findResolvePolicy(policy)).map((found) => ({
    part: "lock" as const,
    ...found,
  }));
  const checked = await checkSignatures(lock);
  const unfit = listRefused(checked, policy.signatures).map(({ node, sentence }) => ({
    part: "signature" as const,
    about: node.id,
    sentence,
  }));
  const stale = await findStale(directory);
  return {
    facts: { locked: lock.resolution.nodes.length, stale, signatures: countSignatures(checked) },
    damage: [...problems, ...unfit],
  };
}

async function findStale(directory: string): Promise<string | null> {
  try {
    await checkLock(directory);
    return null;
  } catch (error) {
    if (error instanceof StaleLockError) return error.difference;
    // What a lock lacks was told as damage.
    if (error instanceof IncompleteLockError) return null;
    throw error;
  }
}

async function verifyGeneration(
  directory: string,
  generation: Generation,
  { store, onProgress }: { readonly store: Store; readonly onProgress?: VerifyStoreOptions["onProgress"] },
): Promise<{ readonly instances: number; readonly damage: readonly HostDamage[] }> {
  const lock = await attempt("generation", async () => parseLockfile(await readGenerationLock(directory, generation)));
  const places =
    lock.value === undefined ? new Map<NodeId, InstancePlace>() : store.locateInstances(lock.value.resolution);
  const names = new Map([...places].map(([id, { key }]) => [key, id]));
  // What scripts made is elsewhere than what was published, and so is all that links to it.
  const isPublished = generation.packages.every(({ node, path }) => places.get(node)?.path === path);
  const what = isPublished
    ? { only: new Set([...places.values()].map(({ key }) => key)) }
    : { reachedFrom: generation.packages.map(({ path }) => path) };
  const read = await store.verify({ ...what, ...(onProgress !== undefined && { onProgress }) });
  return {
    instances: isPublished ? places.size : read.instances,
    damage: [
      ...lock.damage,
      ...(await verifyLinks(directory, generation)),
      ...(isPublished ? await findMissing(places) : []),
      ...read.damaged.map((entry) => describeEntry(entry, names)),
    ],
  };
}

async function findMissing(places: ReadonlyMap<NodeId, InstancePlace>): Promise<HostDamage[]> {
  const found = await Promise.all(
    [...places].map(async ([id, { path }]): Promise<HostDamage[]> =>
      (await exists(path)) ? [] : [{ part: "store", about: id, sentence: `\`${id}\` is not in the store` }],
    ),
  );
  return found.flat();
}

/** What is not there is called by its key, unless the lock says what that is. */
function describeEntry(
  { package: called, reason }: StoreVerification["damaged"][number],
  names: ReadonlyMap<string, NodeId>,
): HostDamage {
  const about = names.get(called) ?? called;
  return { part: "store", about, sentence: `\`${about}\` ${reason}` };
}

/** Each want leads to its package in the store. */
async function verifyLinks(directory: string, { packages }: Generation): Promise<HostDamage[]> {
  const modules = join(hostPaths(directory).current, "node_modules");
  const links = packages.flatMap(({ wantedAs, path }) => wantedAs.map((alias) => ({ alias, path })));
  const found = await Promise.all(
    links.map(async ({ alias, path }): Promise<HostDamage[]> => {
      const [led, meant] = [await follow(join(modules, alias)), await follow(path)];
      if (led !== undefined && led === meant) return [];
      const sentence = `the link of \`${alias}\` ${led === undefined ? "leads nowhere" : "leads to something else"}`;
      return [{ part: "generation", about: alias, sentence }];
    }),
  );
  return found.flat();
}

async function follow(path: string): Promise<string | undefined> {
  return (await exists(path)) ? await realpath(path).catch(missingAsUndefined) : undefined;
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(missingAsUndefined)) !== undefined;
}

function missingAsUndefined(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
  return undefined;
}

/** What cannot be read is damage, said with its own sentence. */
async function attempt<Value>(
  part: HostDamage["part"],
  read: () => Promise<Value>,
): Promise<{ readonly value: Value | undefined; readonly damage: readonly HostDamage[] }> {
  try {
    return { value: await read(), damage: [] };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    return { value: undefined, damage: [{ part, about: part, sentence: error.message }] };
  }
}
