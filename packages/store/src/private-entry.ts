import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";

const dayMs = 86_400_000;

/**
 * Makes the directory `target` appear whole: `build` fills a private directory below `temporary`,
 * which is then renamed. Nothing happens when `target` is there; when another process is faster, its
 * entry stays and this one is discarded.
 */
export async function ensureEntry(
  temporary: string,
  target: string,
  build: (directory: string) => Promise<void> | void,
): Promise<void> {
  if (existsSync(target)) return;
  const directory = join(temporary, `${hostname()}-${process.pid}-${randomBytes(8).toString("hex")}`);
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
