import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { access, constants, mkdtemp, readdir, readFile, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

/** Makes a directory below `parent` whose name says whose it is: {@link listAbandoned} finds it when this process was killed. */
export async function makeOwnDirectory(parent: string, prefix: string): Promise<string> {
  return await mkdtemp(join(parent, `${prefix}${process.pid}-`));
}

/** Returns the directories below `parent` that processes made with {@link makeOwnDirectory} that are gone now. */
export async function listAbandoned(parent: string, prefix: string): Promise<string[]> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  return names.filter((name) => isAbandoned(name.slice(prefix.length))).map((name) => join(parent, name));
}

/** Removes a directory, and what was mounted in it: a test that is killed leaves its small disks. */
export async function removeWithMounts(directory: string): Promise<void> {
  const mounts = await readFile("/proc/self/mounts", "utf8").catch(() => "");
  for (const mount of mounts.split("\n")) {
    const place = mount.split(" ")[1];
    if (place?.startsWith(`${directory}/`) === true) spawnSync("umount", ["--lazy", place]);
  }
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** The number on the first line of a file; `undefined` when there is no such file. */
export async function numberIn(file: string): Promise<number | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** Whether `pid` was started for that directory, and is no other process that was given its number. */
export function wasStartedFor(pid: number, directory: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(directory);
  } catch {
    return false;
  }
}

/** Whether what follows the prefix of a name has a number that no process has. */
function isAbandoned(ownerAndRest: string): boolean {
  const owner = /^(\d+)-/.exec(ownerAndRest)?.[1];
  return owner !== undefined && !isAlive(Number(owner));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
