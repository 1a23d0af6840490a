import { readFile, writeFile } from "node:fs/promises";

import { ExpectedError } from "@larder/errors";
import {
  createLockfile,
  type Lockfile,
  type MergeConflict,
  mergeLockfiles,
  parseLockfile,
  printLockfile,
  type ThreeWay,
} from "@larder/lockfile";

/** What a merge of two locks came to. */
export type LockMergeReport = {
  /** What both sides changed, each to something else. */
  readonly conflicts: readonly MergeConflict[];
  /** The wants that have to be solved again; none when the lock is whole. */
  readonly unsolved: readonly string[];
  /** Packages whose versions are others than in `ours`, with those. */
  readonly moved: readonly {
    readonly name: string;
    readonly from: readonly string[];
    readonly to: readonly string[];
  }[];
  /** Was it solved again, with the pins of both sides? */
  readonly solved: boolean;
  /** Why it was not. */
  readonly unsolvedBecause?: string;
};

/**
 * Merges the locks in the files `sides`, and writes what comes of it into `ours`, as a merge driver of
 * git does. `solve` is asked for an answer to what both sides want; where it cannot be had, what the
 * two locks prove is written, and the rest is left unsolved. Throws `LockfileError` for a file that is
 * no lock.
 */
export async function mergeLockFiles(
  sides: ThreeWay<string>,
  solve: (merged: Lockfile) => Promise<Lockfile>,
): Promise<LockMergeReport> {
  const ours = parseLockfile(await readFile(sides.ours, "utf8"));
  const theirs = parseLockfile(await readFile(sides.theirs, "utf8"));
  const base = await readBase(sides.base, ours);
  const { lock: merged, conflicts } = mergeLockfiles({ base, ours, theirs });

  const isOneSide = [ours, theirs].some((side) => printLockfile(side) === printLockfile(merged));
  const outcome = isOneSide ? { lock: merged, solved: false } : await trySolving(merged, solve);
  const { lock, ...rest } = outcome;
  await writeFile(sides.ours, printLockfile(lock));
  return {
    ...rest,
    conflicts,
    unsolved: (lock.unsolved ?? []).map(({ alias }) => alias),
    moved: listMoved(ours, lock),
  };
}

/** Git gives an empty file when both sides made the lock: then each of them brought all that it has. */
async function readBase(path: string, { resolution }: Lockfile): Promise<Lockfile> {
  const text = await readFile(path, "utf8");
  return text === "" ? createLockfile({ ...resolution, wants: [], nodes: [], capabilities: [] }) : parseLockfile(text);
}

async function trySolving(
  merged: Lockfile,
  solve: (merged: Lockfile) => Promise<Lockfile>,
): Promise<{ readonly lock: Lockfile; readonly solved: boolean; readonly unsolvedBecause?: string }> {
  try {
    return { lock: await solve(merged), solved: true };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    return { lock: merged, solved: false, unsolvedBecause: error.message };
  }
}

function listMoved(before: Lockfile, after: Lockfile): LockMergeReport["moved"] {
  const [from, to] = [before, after].map(({ resolution }) => Map.groupBy(resolution.nodes, ({ name }): string => name));
  const names = [...new Set([...(from?.keys() ?? []), ...(to?.keys() ?? [])])].toSorted();
  return names
    .map((name) => ({ name, from: versionsOf(from?.get(name)), to: versionsOf(to?.get(name)) }))
    .filter((move) => move.from.join(" ") !== move.to.join(" "));
}

function versionsOf(nodes: Lockfile["resolution"]["nodes"] | undefined): readonly string[] {
  return [...new Set((nodes ?? []).map(({ version }) => version))];
}
