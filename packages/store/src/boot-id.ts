import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/**
 * Returns a name for the time since this machine was started: while it is the same, whatever was written to a
 * disk can be read back, written through or not.
 *
 * Linux says one in `file`. Elsewhere, and where a container hides it, it is the time of the start, as coarse as
 * clocks are corrected: one that was corrected since only makes the machine seem to have been started again.
 */
export function readBootId(file = "/proc/sys/kernel/random/boot_id"): string {
  return (process.platform === "linux" ? readIfShown(file) : undefined) ?? timeOfStart();
}

function readIfShown(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw error;
  }
}

function timeOfStart(): string {
  const startedMs = Date.now() - uptime() * 1000;
  return `started-${Math.round(startedMs / correctionMs)}`;
}

const correctionMs = 10_000;
