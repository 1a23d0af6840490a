import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { FileEntry, Files } from "@larder/sdk";

import type { ServiceConsumer } from "../service-catalog.ts";
import { describeDiskFailure, isMissing } from "./disk-failures.ts";
import { FileMissingError, FilePathError } from "./files-errors.ts";
import { measureDirectory, roomOf, totalRoom } from "./measure-directory.ts";
import { assertOpened, draftPrefix, filesRoot, openedPath, type OwnFile, ownPathOf } from "./own-path.ts";
import { parseOwnPath, resolveInside } from "./own-path.ts";
import type { PackageRoom } from "./package-room.ts";

/** What the files of one package stand on. */
export type PackageFilesOptions = {
  /** Where they are; made when something is first written. */
  readonly directory: string;
  readonly consumer: Pick<ServiceConsumer, "packageName" | "permissions" | "diskBytesMax" | "assertUsable">;
  readonly room: PackageRoom;
};

type Verb = "read" | "write" | "delete";

/** Returns the files as one package has them: each path asked of its permissions, and all of them within its room. */
export function createPackageFiles({ directory, consumer, room }: PackageFilesOptions): Files {
  const { packageName, permissions, diskBytesMax, assertUsable } = consumer;

  /** Throws what the permissions say of `path`, before anything of the disk is told. */
  function ask(path: string, verb: Verb): readonly string[] {
    const names = parseOwnPath(path);
    permissions.check(`files:${path}`, verb);
    return names;
  }

  /** Returns where `path` is, once it may be touched under the name that it really has, too. */
  async function locate(path: string, verb: Verb): Promise<OwnFile> {
    const found = await resolveInside(await realRoot(directory), ask(path, verb));
    if (found.path !== path) permissions.check(`files:${found.path}`, verb);
    return found;
  }

  async function read(path: string): Promise<Buffer> {
    const found = await locate(path, "read");
    try {
      await using handle = await open(found.file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      await assertOpened(handle, found);
      if (!(await handle.stat()).isFile()) throw new FileMissingError(path);
      return await handle.readFile();
    } catch (failure) {
      throw isMissing(failure) ? new FileMissingError(path) : failure;
    }
  }

  async function write(path: string, bytes: Uint8Array): Promise<void> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const root = await realRoot(directory);
    const found = await locate(path, "write");
    if (found.file === root) throw new FilePathError(path, "it is the root of all of them");
    const added = roomOf(bytes.length) - (await roomTaken(found.file)) + (await roomOfDirectories(found.file));
    if (diskBytesMax !== undefined) await room.assertFree(packageName, added, diskBytesMax);
    await putWhole(found, bytes, join(root, draftPrefix + randomUUID()));
    room.add(added);
  }

  async function remove(path: string): Promise<boolean> {
    const root = await realRoot(directory);
    const { file } = await locate(path, "delete");
    const taken = await roomTaken(file);
    if (taken === 0) return false;
    const below = (await isDirectory(file)) ? await measureDirectory(file) : [];
    // Who may not remove a file may not remove it with its directory either.
    for (const entry of below) permissions.check(`files:${ownPathOf(root, entry.path)}`, "delete");
    await rm(file, { recursive: true, force: true });
    room.add(-taken - totalRoom(below));
    return true;
  }

  async function list(path: string): Promise<readonly FileEntry[]> {
    const found = await resolveInside(await realRoot(directory), parseOwnPath(path));
    const entries = await listDirectory(found.file, path);
    const allows = (listed: string): boolean => permissions.allows(`files:${listed}`, "read", "list");
    return entries.filter((entry) => allows(entry.path) && allows(found.path + entry.path.slice(path.length)));
  }

  /** Says what fails in words of the package's own paths. */
  async function tell<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
    try {
      assertUsable();
      return await work();
    } catch (failure) {
      throw describeDiskFailure(path, failure);
    }
  }

  return {
    read: async (path) => new Uint8Array(await room.read(() => tell(path, () => read(path)))),
    readText: async (path) => (await room.read(() => tell(path, () => read(path)))).toString("utf8"),
    write: async (path, content) => {
      ask(path, "write");
      const bytes = bytesOf(path, content);
      await room.change(() => tell(path, () => write(path, bytes)));
    },
    delete: (path) => room.change(() => tell(path, () => remove(path))),
    has: (path) => room.read(() => tell(path, async () => (await roomTaken((await locate(path, "read")).file)) > 0)),
    list: (path = filesRoot) => room.read(() => tell(path, () => list(path))),
    usage: () =>
      room.change(() => tell(filesRoot, async () => ({ bytes: await room.used(), bytesMax: diskBytesMax ?? null }))),
  };
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

async function isDirectory(file: string): Promise<boolean> {
  return (await find(file))?.isDirectory() === true;
}

async function find(file: string): Promise<Awaited<ReturnType<typeof lstat>> | undefined> {
  return await stat(file).catch((failure: unknown) => {
    if (isMissing(failure)) return undefined;
    throw failure;
  });
}

function bytesOf(path: string, content: unknown): Uint8Array {
  if (typeof content === "string") return Buffer.from(content, "utf8");
  if (content instanceof Uint8Array) return content;
  throw new FilePathError(path, "what is written must be a text or bytes");
}
