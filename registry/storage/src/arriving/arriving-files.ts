import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const ageMaxMs = 24 * 60 * 60 * 1000;

/** When this process began, so that one with the same id before it (always 1 in a container) is another one. */
const startedAt = Math.round(performance.timeOrigin);

/** Returns a new path in `folder` for bytes that arrive in this process. */
export function arrivingPath(folder: string): string {
  return join(folder, `${encodeURIComponent(hostname())}~${process.pid}~${startedAt}~${randomUUID()}`);
}

/** Removes what dead processes of this machine, and any process a day ago, left in `folder`. */
export async function sweepArriving(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (isOwnerDead(name) || (await isOld(path))) await rm(path, { force: true });
  }
}

function isOwnerDead(name: string): boolean {
  const [host, pid, started] = name.split("~");
  if (host !== encodeURIComponent(hostname())) return false;
  if (Number(pid) === process.pid) return Number(started) !== startedAt;
  return !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, and may not be signalled.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function isOld(path: string): Promise<boolean> {
  const entry = await stat(path).catch(ignoreMissing);
  return entry !== undefined && Date.now() - entry.mtimeMs > ageMaxMs;
}

/** Another process that opens the store sweeps at the same time. */
function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
