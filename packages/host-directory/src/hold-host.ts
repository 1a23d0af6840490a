import { lstat, mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import type { DirectoryHold } from "@larder/sql/hold";

import { HostError } from "./host-error.ts";
import { hostPaths } from "./host-paths.ts";
import { readHostManifestText } from "./read-host-text.ts";

/** How a command waits for its turn to change a host. */
export type HoldHostOptions = {
  /** The command that wants to hold it, for the message to the next one: `larder add`. */
  readonly command: string;
  /** How long to wait for another holder, in milliseconds; then the holder's error is thrown. */
  readonly timeoutMs?: number;
  /** Told once, with the sentence that names the holder, when there is one to wait for. */
  readonly onWait?: (reason: string) => void;
};

const timeoutMsDefault = 10 * 60_000;
const pollMs = 50;

/**
 * Runs `change` while no other process changes the host: commands that come meanwhile wait in turn.
 *
 * The kernel releases the hold of a process that dies, so nothing is ever left behind. Throws
 * {@link HostError} when there is no host to hold, and `DirectoryHeldError` when the wait takes longer
 * than `timeoutMs`.
 */
export async function holdHost<Result>(
  directory: string,
  options: HoldHostOptions,
  change: () => Promise<Result>,
): Promise<Result> {
  await readHostManifestText(directory);
  const { state, generations, hold: place } = hostPaths(directory);
  for (const path of [state, generations, place]) await assertNoLink(path);
  const hold = await acquire(place, options);
  try {
    return await change();
  } finally {
    hold.release();
  }
}

/** Whoever plants a link in a host must not choose what a change of it writes to. */
async function assertNoLink(path: string): Promise<void> {
  const facts = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (facts === undefined || facts.isDirectory()) return;
  throw new HostError(path, "is no folder of the host, but a link or a file", "Remove it, and install again");
}

async function acquire(path: string, options: HoldHostOptions): Promise<DirectoryHold> {
  // SQLite is slow to load, and only a command that changes something needs them.
  const { DirectoryHeldError, holdDirectory } = await import("@larder/sql/hold");
  await mkdir(path, { recursive: true });
  const until = performance.now() + (options.timeoutMs ?? timeoutMsDefault);
  for (let waited = false; ; waited = true) {
    try {
      return holdDirectory(path, { command: options.command });
    } catch (error) {
      if (!(error instanceof DirectoryHeldError) || performance.now() > until) throw error;
      if (!waited) options.onWait?.(error.message);
      await sleep(pollMs);
    }
  }
}
