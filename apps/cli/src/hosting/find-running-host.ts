import { existsSync } from "node:fs";

import { DirectoryHeldError, holdDirectory } from "@larder/sql";

import { runningPath } from "./running-path.ts";

const defaultUrl = "http://127.0.0.1:5274";

/** Returns where the host in `directory` answers while it runs; without a running host there, where a host listens by default. */
export function findRunningHost(directory: string): string {
  const path = runningPath(directory);
  if (!existsSync(path)) return defaultUrl;
  try {
    holdDirectory(path, { command: "larder call" }).release();
    return defaultUrl;
  } catch (error) {
    if (!(error instanceof DirectoryHeldError)) throw error;
    return error.holder?.url ?? defaultUrl;
  }
}
