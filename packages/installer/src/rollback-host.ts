import { existsSync } from "node:fs";
import { join } from "node:path";

import {
  findCurrentNumber,
  type Generation,
  holdHost,
  HostError,
  hostPaths,
  listGenerations,
  readGeneration,
  readHostManifest,
  readInstallRecords,
  readLockText,
  recordInstall,
} from "@larder/host-directory";
import { type Lockfile, parseLockfile } from "@larder/lockfile";
import type { Store } from "@larder/store";

import { generationLockPath, readGenerationLock, switchGeneration } from "./apply-install.ts";
import { digestText } from "./digest-text.ts";
import { refuseToFetch } from "./fetch-archive.ts";
import { findGeneration } from "./find-generation.ts";
import { holdFor } from "./hold-for.ts";
import type { OnInstallProgress } from "./install-progress.ts";
import { MissingGenerationError } from "./installer-error.ts";
import { comparePackages, type InstallPlan } from "./plan-install.ts";
import { assertSignatures } from "./signatures/assert-signatures.ts";
import { MissingSignatureError, RefusedGenerationError, UnknownKeyError } from "./signatures/signature-error.ts";
import { findGenerationBefore } from "./switch-history.ts";

/** Where a host shall go back to. */
export type RollbackOptions = {
  /** The host. */
  readonly directory: string;
  readonly store: Store;
  /** The number of a generation; without it the one that ran before the current one. */
  readonly to?: number;
  readonly onProgress?: OnInstallProgress;
};

/** What a rollback did. */
export type RollbackResult = Pick<InstallPlan, "added" | "removed" | "changed"> & {
  /** The generation that ran before; `undefined` when none did. */
  readonly from: number | undefined;
  /** The generation that the host runs now. */
  readonly generation: number;
  /**
   * Does `larder.lock` say something else than the generation? It stays as it is, and so does `larder.yaml`:
   * the next install goes forward to what they say, and tells so.
   */
  readonly lockDiffers: boolean;
  /** The lock that the generation was made of, for whoever wants to stay. */
  readonly lockPath: string;
};

/**
 * Makes a host run an older generation again, by one rename. Nothing is fetched and no code runs.
 *
 * The generation is checked first, with all that it needs of the store: what is damaged there is made
 * again from its archive; its signatures, by what `larder.yaml` says of them now. Throws
 * {@link MissingGenerationError}, {@link RefusedGenerationError} and `WrongSignatureError`, and `HostError` or
 * `OfflineError` when something of it is damaged or gone; the host then runs what it ran.
 */
export async function rollbackHost(options: RollbackOptions): Promise<RollbackResult> {
  const { directory, store, onProgress = () => undefined } = options;
  return await holdHost(directory, holdFor("rollback", { onProgress }), async () => {
    const from = await findCurrentNumber(directory);
    const number = options.to ?? (await getBefore(directory, from));
    const numbers = await listGenerations(directory);
    if (!numbers.includes(number)) throw new MissingGenerationError(number, numbers);

    const generation = await readGeneration(directory, number);
    const lock = parseLockfile(await readGenerationLock(directory, generation));
    await assertAllowed(options, generation, lock);
    store.noteHost(directory);
    await store.ensureInstances(lock.resolution, refuseToFetch, onProgress);
    assertBuilt(directory, generation);
    onProgress({ type: "prepared", generation: number });

    const before = from === undefined ? undefined : await findGeneration(directory, from);
    if (from !== number) {
      await switchGeneration(directory, number);
      onProgress({ type: "switched", generation: number });
      await recordInstall(directory, {
        generation: number,
        lockDigest: generation.lockDigest,
        switchedAt: new Date().toISOString(),
        reason: "rollback",
      });
    }
    const lockDiffers = digestText((await readLockText(directory)) ?? "") !== generation.lockDigest;
    const lockPath = generationLockPath(directory, number);
    return {
      from,
      generation: number,
      lockDiffers,
      lockPath,
      ...comparePackages(before?.packages ?? [], generation.packages),
    };
  });
}

/** Who asks for signatures runs nothing without them, whatever the policy was when it was installed. */
async function assertAllowed(
  { directory, store }: RollbackOptions,
  generation: Generation,
  lock: Lockfile,
): Promise<void> {
  const { policy } = await readHostManifest(directory);
  try {
    await assertSignatures(lock, policy.signatures, { store });
  } catch (error) {
    throw isOfPolicy(error) ? new RefusedGenerationError(generation.number, error) : error;
  }
}

/** What does not fit its signature is refused under each policy that looks: no other one is advised. */
function isOfPolicy(error: unknown): error is MissingSignatureError | UnknownKeyError {
  return error instanceof MissingSignatureError || error instanceof UnknownKeyError;
}

/** What install scripts made is in no archive: it cannot be made again without running them. */
function assertBuilt(directory: string, { number, packages }: Generation): void {
  const lost = packages.find(({ path }) => !existsSync(path));
  if (lost === undefined) return;
  throw new HostError(
    join(hostPaths(directory).generations, String(number)),
    `needs \`${lost.node}\`, whose scripts ran and which the package store no longer has`,
    "Install what it wants again with `larder install`",
  );
}

async function getBefore(directory: string, current: number | undefined): Promise<number> {
  const numbers = await listGenerations(directory);
  const before = findGenerationBefore(await readInstallRecords(directory), numbers, current);
  if (before === undefined) throw new MissingGenerationError(undefined, numbers);
  return before;
}
