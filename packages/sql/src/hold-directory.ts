import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { DirectoryHeldError, type DirectoryHolder } from "./directory-held-error.ts";

/** What a process says about itself while it holds a directory. */
export type HolderFacts = { readonly command: string; readonly url?: string; readonly controlSocket?: string };

/** A directory that belongs to this process until it is released. */
export type DirectoryHold = {
  readonly directory: string;
  /** Replaces what other processes read about the holder, for example once its port is known. */
  describe(holder: HolderFacts): void;
  /** Gives the directory up. Twice is harmless. */
  release(): void;
};

const sqliteBusy = 5;

/** What is held, whether or not anybody keeps the hold: a database that is garbage is closed, and its lock gone. */
const locks = new Set<DatabaseSync>();

/**
 * Makes `directory` (created when missing) this process's own. Throws {@link DirectoryHeldError}, which names the holder.
 *
 * The lock is an exclusive transaction on an empty SQLite file: the kernel releases it however the
 * process ends, so there is nothing stale to clean up. The file beside it, with pid, command and URL,
 * is only for people and for commands that look for the control socket.
 */
export function holdDirectory(directory: string, holder: HolderFacts): DirectoryHold {
  return holdAs("lock", directory, holder);
}

/** Like {@link holdDirectory} with a lock of another name, so that two rooms may each hold the same directory. */
export function holdAs(lockName: string, directory: string, holder: HolderFacts): DirectoryHold {
  const held = resolve(directory);
  mkdirSync(held, { recursive: true, mode: 0o700 });
  const lock = lockFile(join(held, lockName));
  const holderPath = join(held, `${lockName}.holder.json`);
  if (lock === undefined) throw new DirectoryHeldError(held, readHolder(holderPath));

  const since = new Date().toISOString();
  const describe = (facts: HolderFacts): void => writeHolder(holderPath, { pid: process.pid, since, ...facts });
  describe(holder);
  locks.add(lock);

  const release = (): void => {
    if (!locks.delete(lock)) return;
    rmSync(holderPath, { force: true });
    lock.close();
  };
  return { directory: held, describe, release };
}

/** Returns the locked file, `undefined` when another one has the lock. */
function lockFile(path: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
}

/** Written beside and renamed, so that nobody reads half of it. */
function writeHolder(path: string, holder: DirectoryHolder): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

function readHolder(path: string): DirectoryHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as DirectoryHolder;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
