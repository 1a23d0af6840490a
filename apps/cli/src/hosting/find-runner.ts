import { existsSync } from "node:fs";

import { DirectoryHeldError, holdDirectory } from "@larder/sql/hold";

import { runningPath } from "./running-path.ts";

/** Returns that somebody runs the host in `directory`, and who; undefined when nobody does. */
export function findHolder(directory: string): DirectoryHeldError | undefined {
  const path = runningPath(directory);
  if (!existsSync(path)) return undefined;
  try {
    holdDirectory(path, { command: "larder" }).release();
    return undefined;
  } catch (error) {
    if (error instanceof DirectoryHeldError) return error;
    throw error;
  }
}

/** Returns who runs the host in `directory`, as it tells of itself; undefined when nobody does. */
export function findRunner(directory: string): DirectoryHeldError["holder"] {
  return findHolder(directory)?.holder;
}
