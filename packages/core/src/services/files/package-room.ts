import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import pLimit from "p-limit";

import { DiskQuotaError } from "./files-errors.ts";
import { measureDirectory, totalRoom } from "./measure-directory.ts";
import { draftPrefix } from "./own-path.ts";

/** Each holds a whole file in memory. */
const readsMax = 4;

/** How long it is relied on that nobody else has changed the files, in milliseconds. */
const trustedMs = 60_000;
/** How long when a write is to be refused for it. */
const refusingMs = 1000;

/** The room that the files of a package take: one for all of its lives. */
export type PackageRoom = {
  /** Runs one change of the files after the other: what is free must not be given twice. */
  change<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs a few reads at a time, however many are asked for at once. */
  read<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Returns what the files take, in bytes. Within a change only. */
  used(): Promise<number>;
  /** Throws {@link DiskQuotaError} when `packageName` has no room for `addedBytes` more. Within a change only. */
  assertFree(packageName: string, addedBytes: number, bytesMax: number): Promise<void>;
  /** Notes that the files take so much more, or less. */
  add(bytes: number): void;
};

/**
 * Returns the room of the files in `directory`.
 *
 * What they take is measured once and counted from then on: to measure thousands of files for each write would let a
 * package keep its host busy. It is measured again from time to time, and before a write is refused.
 */
export function createPackageRoom(directory: string): PackageRoom {
  const changes = pLimit(1);
  const reads = pLimit(readsMax);
  let known: { bytes: number; readonly measuredAt: number } | undefined;
  let isSwept = false;

  async function measure(olderThanMs: number): Promise<number> {
    if (known === undefined || performance.now() - known.measuredAt > olderThanMs) {
      if (!isSwept) await sweepDrafts(directory);
      isSwept = true;
      known = { bytes: totalRoom(await measureDirectory(directory)), measuredAt: performance.now() };
    }
    return known.bytes;
  }

  return {
    change: (work) => changes(work),
    read: (work) => reads(work),
    used: () => measure(trustedMs),
    async assertFree(packageName, addedBytes, bytesMax) {
      if ((await measure(trustedMs)) + addedBytes <= bytesMax) return;
      const wanted = (await measure(refusingMs)) + addedBytes;
      if (wanted > bytesMax) throw new DiskQuotaError(packageName, wanted, bytesMax);
    },
    add(bytes) {
      if (known !== undefined) known.bytes += bytes;
    },
  };
}

/** Removes what a host that was killed had begun to write: nobody else could, and it takes room. */
async function sweepDrafts(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) if (name.startsWith(draftPrefix)) await rm(join(directory, name), { force: true });
}
