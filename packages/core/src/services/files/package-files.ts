import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { constants } from "node:fs";
import { dirname, join } from "node:path";

import type { FileEntry, Files } from "@larder/sdk";

import type { ServiceConsumer } from "../service-catalog.ts";
import { DiskQuotaError, FileMissingError, FilePathError } from "./files-errors.ts";
import { measureDirectory, roomOf } from "./measure-directory.ts";
import { filesRoot, parseOwnPath, resolveInside } from "./own-path.ts";

/** What the files of one package stand on. */
export type PackageFilesOptions = {
  /** Where they are; made when something is first written. */
  readonly directory: string;
  readonly consumer: Pick<ServiceConsumer, "packageName" | "permissions" | "diskBytesMax">;
  /** Lets one piece of work after the other change the files: what is free must not be given twice. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
};

/** What is begun to be written, in the root of the files; nobody sees it. */
const draftPrefix = ".larder-draft-";

/** Returns the files as one package has them: each path asked of its permissions, and all of them within its room. */
export function createPackageFiles({ directory, consumer, inTurn }: PackageFilesOptions): Files {
  const { packageName, permissions, diskBytesMax } = consumer;

  /** Returns where `path` is, once it may be touched. */
  async function locate(path: string, verb: "read" | "write" | "delete"): Promise<string> {
    const names = parseOwnPath(path);
    permissions.check(`files:${path}`, verb);
    return await resolveInside(await realRoot(directory), names);
  }

  async function read(path: string): Promise<Buffer> {
    const file = await locate(path, "read");
    try {
      await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      if (!(await handle.stat()).isFile()) throw new FileMissingError(path);
      return await handle.readFile();
    } catch (failure) {
      throw isMissing(failure) ? new FileMissingError(path) : failure;
    }
  }

  async function write(path: string, bytes: Uint8Array): Promise<void> {
    const file = await locate(path, "write");
    if (file === (await realRoot(directory))) throw new FilePathError(path, "it is the root of all of them");
    const before = await sizeOf(file);
    const wanted =
      (await measureDirectory(directory)) - (before === undefined ? 0 : roomOf(before)) + roomOf(bytes.length);
    if (diskBytesMax !== undefined && wanted > diskBytesMax)
      throw new DiskQuotaError(packageName, wanted, diskBytesMax);
    await putWhole(file, bytes, join(directory, draftPrefix + randomUUID())).catch((failure: unknown) => {
      throw ["EISDIR", "ENOTDIR", "EEXIST"].includes(codeOf(failure) ?? "")
        ? new FilePathError(path, "a directory has its name, or a file that of its directory")
        : failure;
    });
  }

  return {
    read: async (path) => new Uint8Array(await read(path)),
    readText: async (path) => (await read(path)).toString("utf8"),
    write: (path, content) => inTurn(() => write(path, bytesOf(path, content))),
    async delete(path) {
      const file = await locate(path, "delete");
      return await inTurn(async () => {
        if ((await sizeOf(file)) === undefined) return false;
        await rm(file, { recursive: true });
        return true;
      });
    },
    async has(path) {
      return (await sizeOf(await locate(path, "read"))) !== undefined;
    },
    async list(path = filesRoot) {
      const names = parseOwnPath(path);
      const found = await listDirectory(await resolveInside(await realRoot(directory), names), path);
      return found.filter((entry) => permissions.allows(`files:${entry.path}`, "read", "list"));
    },
    usage: async () => ({ bytes: await measureDirectory(directory), bytesMax: diskBytesMax ?? null }),
  };
}

/** Puts the file there with all of its bytes, also where the power fails, or not at all. */
async function putWhole(file: string, bytes: Uint8Array, draft: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(draft, bytes, { mode: 0o600, flush: true });
    await rename(draft, file);
  } catch (failure) {
    await rm(draft, { force: true });
    throw failure;
  }
}

/** Links are resolved from where the files really are; as it is written, where nothing is there yet. */
async function realRoot(directory: string): Promise<string> {
  return await realpath(directory).catch(() => directory);
}

async function listDirectory(directory: string, path: string): Promise<readonly FileEntry[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const listed = await Promise.all(
    entries
      .filter((entry) => (entry.isFile() || entry.isDirectory()) && !entry.name.startsWith(draftPrefix))
      .map(async (entry): Promise<FileEntry> => {
        const size = entry.isFile() ? ((await sizeOf(join(directory, entry.name))) ?? 0) : 0;
        return { path: `${path}/${entry.name}`, kind: entry.isFile() ? "file" : "directory", size };
      }),
  );
  return listed.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.size;
}

function bytesOf(path: string, content: unknown): Uint8Array {
  if (typeof content === "string") return Buffer.from(content, "utf8");
  if (content instanceof Uint8Array) return content;
  throw new FilePathError(path, "what is written must be a text or bytes");
}

function isMissing(failure: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"].includes(codeOf(failure) ?? "");
}

function codeOf(failure: unknown): string | undefined {
  return failure instanceof Error ? (failure as NodeJS.ErrnoException).code : undefined;
}
