import { readFileSync } from "node:fs";
import { access, constants, readdir, readFile, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How the directories of our servers are called, so that a later run finds what an earlier one left behind. */
export const scratchPrefix = "larder-postgres-";

const roomWantedBytes = 1024 ** 3;

/** Where servers keep their files: in memory when a gigabyte of it is free, else with the temporary files. */
export async function scratchDirectory(): Promise<string> {
  const memory = "/dev/shm";
  const usable = await access(memory, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!usable) return tmpdir();
  const { bavail, bsize } = await statfs(memory);
  return bavail * bsize >= roomWantedBytes ? memory : tmpdir();
}

/**
 * Ends the servers that outlived the process that started them, which happens when it was killed, and removes
 * their files.
 */
export async function sweepLeftovers(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(scratchPrefix));
  await Promise.all(names.map((name) => sweep(join(parent, name))));
}

async function sweep(directory: string): Promise<void> {
  const owner = await numberIn(join(directory, "owner"));
  if (owner === undefined || isAlive(owner)) return;
  const server = await numberIn(join(directory, "data", "postmaster.pid"));
  if (server !== undefined && isServerOf(server, directory)) process.kill(server, "SIGQUIT");
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** The number on the first line of a file; `undefined` when there is no such file. */
async function numberIn(file: string): Promise<number | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether `pid` is the server of that directory still, and not another process that was given its number. */
function isServerOf(pid: number, directory: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(directory);
  } catch {
    return false;
  }
}
