import { existsSync } from "node:fs";

import { DirectoryHeldError, holdDirectory } from "@larder/sql/hold";

import { runningPath } from "./running-path.ts";

/** Returns who runs the host in `directory`, as it tells of itself; undefined when nobody does. */
export function findRunner(directory: string): DirectoryHeldError["holder"] {
  const path = runningPath(directory);
  if (!existsSync(path)) return undefined;
  try {
    holdDirectory(path, { command: "larder config" }).release();
    return undefined;
  } catch (error) {
    if (error instanceof DirectoryHeldError) return error.holder;
    throw error;
  }
}
