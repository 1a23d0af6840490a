import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { lstat, mkdir, open, readdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { FileEntry } from "@larder/sdk";

import type { ServiceConsumer } from "../service-catalog.ts";
import { isMissing } from "./disk-failures.ts";
import { FileMissingError, FilePathError } from "./files-errors.ts";
import { measureDirectory, roomOf, totalRoom } from "./measure-directory.ts";
import {
  assertOpened,
  draftPrefix,
  openedPath,
  type OwnFile,
  ownPathOf,
  parseOwnPath,
  resolveInside,
} from "./own-path.ts";
import type { PackageRoom } from "./package-room.ts";

/** What the files of one package stand on. */
export type PackageFilesOptions = {
  /** Where they are; made when something is first written. */
  readonly directory: string;
  readonly consumer: Pick<ServiceConsumer, "packageName" | "permissions" | "diskBytesMax" | "assertUsable">;
  readonly room: PackageRoom;
};

type Verb = "read" | "write" | "delete";

/*
 * What is done with the files of one package, each within its turn. Each path is asked of the package's permissions;
 * what fails on the disk is thrown as the disk says it.
 */

/** Throws {@link FileMissingError}. */
export async function readOwnFile(files: PackageFilesOptions, path: string): Promise<Buffer> {
  const found = await locate(files, path, "read");
  try {
    await using handle = await open(found.file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    await assertOpened(handle, found);
    if (!(await handle.stat()).isFile()) throw new FileMissingError(path);
    return await handle.readFile();
  } catch (failure) {
    throw isMissing(failure) ? new FileMissingError(path) : failure;
  }
}

/** Throws `DiskQuotaError` when there is no room for it. */
export async function writeOwnFile(files: PackageFilesOptions, path: string, bytes: Uint8Array): Promise<void> {
  const { directory, room } = files;
  const { packageName, diskBytesMax } = files.consumer;
  const found = await locate(files, path, "write");
  const root = await realRoot(directory);
  if (found.file === root) throw new FilePathError(path, "it is the root of all of them");
  const added = roomOf(bytes.length) - (await roomTaken(found.file)) + (await roomOfDirectories(found.file));
  if (diskBytesMax !== undefined) await room.assertFree(packageName, added, diskBytesMax);
  await putWhole(found, bytes, join(root, draftPrefix + randomUUID()));
  room.add(added);
}

/** Removes a file, or a directory with all that is in it; returns whether there was one. */
export async function removeOwnFile(files: PackageFilesOptions, path: string): Promise<boolean> {
  const { file } = await locate(files, path, "delete");
  const root = await realRoot(files.directory);
  const taken = await roomTaken(file);
  if (taken === 0) return false;
  const below = (await find(file))?.isDirectory() === true ? await measureDirectory(file) : [];
  // Who may not remove a file may not remove it with its directory either.
  for (const entry of below) files.consumer.permissions.check(`files:${ownPathOf(root, entry.path)}`, "delete");
  await rm(file, { recursive: true, force: true });
  files.room.add(-totalRoom(below) - (file === root ? 0 : taken));
  return true;
}

/** Returns what stands in the directory and may be read, by name. */
export async function listOwnFiles(files: PackageFilesOptions, path: string): Promise<readonly FileEntry[]> {
  const found = await resolveInside(await realRoot(files.directory), parseOwnPath(path));
  const entries = await listDirectory(found.file, path);
  const allows = (listed: string): boolean => files.consumer.permissions.allows(`files:${listed}`, "read", "list");
  return entries.filter((entry) => allows(entry.path) && allows(found.path + entry.path.slice(path.length)));
}

/** Is there a file or a directory? */
export async function hasOwnFile(files: PackageFilesOptions, path: string): Promise<boolean> {
  return (await find((await locate(files, path, "read")).file)) !== undefined;
}

/** Returns where `path` is, once it may be touched, also under the name that it really has. */
async function locate({ directory, consumer }: PackageFilesOptions, path: string, verb: Verb): Promise<OwnFile> {
  const names = parseOwnPath(path);
  consumer.permissions.check(`files:${path}`, verb);
  if (verb === "write") await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await resolveInside(await realRoot(directory), names);
  if (found.path !== path) consumer.permissions.check(`files:${found.path}`, verb);
  return found;
}

/** Puts the file there with all of its bytes, also where the power fails, or not at all. */
async function putWhole(found: OwnFile, bytes: Uint8Array, draft: string): Promise<void> {
  const directory = dirname(found.file);
  try {
    await writeFile(draft, bytes, { mode: 0o600, flush: true });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await using opened = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    await assertOpened(opened, { file: directory, path: found.path });
    // Into the directory that was looked at, also if a link takes its place now.
    const anchor = process.platform === "linux" ? openedPath(opened) : directory;
    await rename(draft, join(anchor, basename(found.file)));
  } catch (failure) {
    await rm(draft, { force: true });
    throw failure;
  }
}

/** Links are resolved from where the files really are; as it is written, where nothing is there yet. */
async function realRoot(directory: string): Promise<string> {
  return await realpath(directory).catch((failure: unknown) => {
    if (isMissing(failure)) return directory;
    throw failure;
  });
}

async function listDirectory(directory: string, path: string): Promise<readonly FileEntry[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((failure: unknown) => {
    if (isMissing(failure)) return [];
    throw failure;
  });
  const listed: FileEntry[] = [];
  for (const entry of entries) {
    if (!(entry.isFile() || entry.isDirectory()) || entry.name.startsWith(draftPrefix)) continue;
    const size = entry.isFile() ? ((await find(join(directory, entry.name)))?.size ?? 0) : 0;
    listed.push({ path: `${path}/${entry.name}`, kind: entry.isFile() ? "file" : "directory", size });
  }
  return listed.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Returns what is there already under the name `file`, in bytes; 0 for nothing. */
async function roomTaken(file: string): Promise<number> {
  const found = await find(file);
  if (found === undefined) return 0;
  return roomOf(found.isFile() ? found.size : 0);
}

/** Returns what the directories take that are still to be made for `file`. */
async function roomOfDirectories(file: string): Promise<number> {
  let bytes = 0;
  for (let above = dirname(file); (await find(above)) === undefined; above = dirname(above)) bytes += roomOf(0);
  return bytes;
}

async function find(file: string): Promise<Stats | undefined> {
  return await lstat(file).catch((failure: unknown) => {
    if (isMissing(failure)) return undefined;
    throw failure;
  });
}
