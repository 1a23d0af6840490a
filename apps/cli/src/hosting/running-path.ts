import { join } from "node:path";

import { hostPaths } from "@larder/host-directory/host-paths";

/** Held by the process that runs the host; installs hold another one, since they may happen meanwhile. */
export function runningPath(directory: string): string {
  return join(hostPaths(directory).state, "running");
}
