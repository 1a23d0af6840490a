import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/** A part of a directory's use: shared with others, or nobody's but ours. */
export type DirectoryShare = {
  /** Gives it up. Twice is harmless. */
  release(): void;
};

/** How a directory is shared. */
export type ShareOptions = {
  /** Several may be `together`, or one `alone`. */
  readonly mode: "together" | "alone";
  /** How long to wait for others, in milliseconds. */
  readonly timeoutMs: number;
  /** Told once, when there is somebody to wait for. */
  readonly onWait?: () => void;
};

const sqliteBusy = 5;
const pollMs = 50;

/** What is shared, whether or not anybody keeps the share: a database that is garbage is closed, and its lock gone. */
const locks = new Set<DatabaseSync>();

/**
 * Shares `directory` (created when missing) until it is released: many processes together, or one alone.
 * Returns `undefined` when others did not leave it in time.
 *
 * The lock is a transaction on an empty SQLite file, one that reads or an exclusive one: the kernel releases
 * it however the process ends, so there is nothing stale to clean up. Where the file is there and cannot be
 * written, it can still be shared together.
 */
export async function shareDirectory(directory: string, options: ShareOptions): Promise<DirectoryShare | undefined> {
  const path = join(resolve(directory), "share");
  const until = performance.now() + options.timeoutMs;
  for (let waited = false; ; waited = true) {
    const lock = openLock(path, options.mode);
    if (lock !== undefined) return shareOf(lock);
    if (performance.now() > until) return undefined;
    if (!waited) options.onWait?.();
    await sleep(pollMs);
  }
}

function shareOf(lock: DatabaseSync): DirectoryShare {
  locks.add(lock);
  const release = (): void => {
    if (locks.delete(lock)) lock.close();
  };
  return { release };
}

/** Returns the locked file, `undefined` when others are in the way. */
function openLock(path: string, mode: ShareOptions["mode"]): DatabaseSync | undefined {
  const readOnly = mode === "together" && existsSync(path);
  if (!readOnly) mkdirSync(join(path, ".."), { recursive: true });
  const lock = new DatabaseSync(path, { timeout: 0, readOnly });
  try {
    // A transaction takes its shared lock with its first read.
    lock.exec(mode === "alone" ? "PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE" : "BEGIN; SELECT 1 FROM sqlite_schema");
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Error && "errcode" in error && error.errcode === sqliteBusy) return undefined;
    throw error;
  }
}
