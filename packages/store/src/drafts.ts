import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, unlinkSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

const dayMs = 86_400_000;
/** Processes that may see each other: containers on one machine may have one host name, and the same process numbers. */
const machineName = `${hostname()}${readNamespace()}`;

/** Only Linux has them. */
function readNamespace(): string {
  try {
    return `~${/\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0]}`;
  } catch {
    // Elsewhere there are none, and a container may hide its own.
    return "";
  }
}

/** Returns a new path below `temporary`, which nobody else uses; nothing is there yet. */
export function draftPath(temporary: string): string {
  return join(temporary, `${machineName}-${process.pid}-${randomBytes(8).toString("hex")}`);
}

/** Makes a private directory below `temporary`, and returns it. */
export function makeDraft(temporary: string): string {
  const directory = draftPath(temporary);
  mkdirSync(directory);
  return directory;
}

/** Makes the whole `draft` appear at `target` by one rename; when another process was faster, its entry stays. */
export function placeDraft(draft: string, target: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows says the last one where others say that the target is there.
    const isLost = code === "ENOTEMPTY" || code === "EEXIST" || (code === "EPERM" && existsSync(target));
    if (isLost) return removeDraft(draft);
    if (code !== "ENOTDIR") throw error;
    // A file or a link stands there, which no store has made. It is not followed.
    unlinkSync(target);
    renameSync(draft, target);
  }
}

/** Removes a draft and all that is in it. */
export function removeDraft(draft: string): void {
  rmSync(draft, { recursive: true, force: true });
}

/** Takes what is at `target` out of its place by one rename, then removes it; another process may have been faster. */
export function discard(temporary: string, target: string): void {
  mkdirSync(temporary, { recursive: true });
  const draft = draftPath(temporary);
  try {
    renameSync(target, draft);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  removeDraft(draft);
}

/** Removes what processes that are gone left below `temporary`; of another machine's only what is a day old. */
export function sweepDrafts(temporary: string): void {
  for (const name of readdirSync(temporary)) {
    const path = join(temporary, name);
    if (isAbandoned(path, name)) removeDraft(path);
  }
}

/** A store that was never written to, or that this user may only read. */
const refusals = new Set(["ENOENT", "EROFS", "EACCES", "EPERM"]);

/** As {@link sweepDrafts}, for who may have nothing to write: where the disk refuses, it is left to who has. */
export function sweepDraftsIfAllowed(temporary: string): void {
  try {
    sweepDrafts(temporary);
  } catch (error) {
    if (!refusals.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function isAbandoned(path: string, name: string): boolean {
  const [, host, pid] = /^(.*)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
  if (host === machineName) return !isAlive(Number(pid));
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts !== undefined && Date.now() - facts.mtimeMs > dayMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
