import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import type { DirectoryHold } from "@larder/sql/hold";

import { hostPaths } from "./host-paths.ts";
import { readHostManifestText } from "./read-host.ts";

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
  const hold = await acquire(hostPaths(directory).hold, options);
  try {
    return await change();
  } finally {
    hold.release();
  }
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
