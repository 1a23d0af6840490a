import { tmpdir } from "node:os";

import { openRunDirectory } from "./run-directory.ts";

/** What `tmpdir()` and other programs go by. */
const variable = process.platform === "win32" ? "TEMP" : "TMPDIR";

/**
 * Gives the run, and the programs that it starts, a directory of its own for temporary files. The run fails when
 * something of ours is in it at the end: no other run is to blame, so a test did not clean up, or what it tests does
 * not.
 */
export async function setup(): Promise<() => Promise<void>> {
  const directory = await openRunDirectory(tmpdir());
  process.env[variable] = directory.path;

  return async () => {
    const left = await directory.close();
    if (left.length === 0) return;
    // Were it thrown, vitest would leave the other setups standing.
    process.stderr.write(`The tests left temporary files behind: ${left.join(", ")}\n`);
    process.exitCode = 1;
  };
}
