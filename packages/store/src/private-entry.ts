import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";

const dayMs = 86_400_000;

/** A directory of the store that appears whole. */
export type Entry = {
  /** Where it belongs. */
  readonly target: string;
  /** Is what stands there whole? False when nothing does. */
  readonly isWhole: () => boolean;
  /** Fills a private directory, which becomes the entry. */
  readonly build: (directory: string) => Promise<void> | void;
};

/**
 * Makes `entry` appear whole: it is built in a private directory below `temporary`, which is then
 * renamed. Nothing happens when it is there and whole, and a damaged one is removed first; when
 * another process is faster, its entry stays and this one is discarded.
 */
export async function ensureEntry(temporary: string, { target, isWhole, build }: Entry): Promise<void> {
  if (isWhole()) return;
  if (existsSync(target)) await discard(temporary, target);
  const directory = privatePath(temporary);
  await mkdir(directory, { recursive: true });
  try {
    await build(directory);
    await mkdir(dirname(target), { recursive: true });
    await rename(directory, target);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    if (!isTaken(error) || !existsSync(target)) throw error;
  }
}

/** Takes `target` out of its place by one rename, then removes it; another process may have been faster. */
async function discard(temporary: string, target: string): Promise<void> {
  const directory = privatePath(temporary);
  await mkdir(temporary, { recursive: true });
  try {
    await rename(target, directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  await rm(directory, { recursive: true, force: true });
}

function privatePath(temporary: string): string {
  return join(temporary, `${hostname()}-${process.pid}-${randomBytes(8).toString("hex")}`);
}

/** Removes what processes that are gone left below `temporary`; of another machine's only what is a day old. */
export async function sweepTemporary(temporary: string): Promise<void> {
  for (const name of await listNames(temporary)) {
    const path = join(temporary, name);
    if (await isAbandoned(path, name)) await rm(path, { recursive: true, force: true });
  }
}

async function listNames(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function isAbandoned(path: string, name: string): Promise<boolean> {
  const [, host, pid] = /^(.*)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
  if (host === hostname()) return !isAlive(Number(pid));
  const facts = await stat(path).catch(() => undefined);
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

function isTaken(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM";
}
