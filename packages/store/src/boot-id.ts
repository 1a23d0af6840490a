import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/**
 * Returns a name for the time since this machine was started: while it is the same, whatever was written to a
 * disk can be read back, written through or not.
 *
 * Linux has one. Elsewhere it is the time of the start, as coarse as clocks are corrected: one that was
 * corrected since only makes the machine seem to have been started again.
 */
export function readBootId(): string {
  if (process.platform === "linux") return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  const startedMs = Date.now() - uptime() * 1000;
  return `started-${Math.round(startedMs / correctionMs)}`;
}

const correctionMs = 10_000;
