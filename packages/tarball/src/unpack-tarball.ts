import { createHash, hash } from "node:crypto";
import { closeSync, constants, mkdirSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

import type { AcceptedFile } from "./accept-entry.ts";
import { type ArchiveEntry, readArchiveEntries } from "./archive-entries.ts";
import { BadArchiveError } from "./bad-archive-error.ts";
import { type HeldEntry, readHeldEntries } from "./held-entries.ts";
import type { TarballFile } from "./read-tarball.ts";
import { defaultTarballLimits, type TarballLimits } from "./tarball-limits.ts";

/** How an archive is unpacked. */
export type UnpackOptions = {
  /** Its origin is `foreign` unless said otherwise: some registry accepted it before. */
  readonly limits?: Partial<TarballLimits>;
  /** The modes of plain files and of executable ones, before the process's umask; 0644 and 0755 by default. */
  readonly modes?: { readonly plain: number; readonly executable: number };
  /** An archive in memory that unpacks to more is read as a stream; 256 MiB by default. */
  readonly heldBytesMax?: number;
};

const heldBytesMaxDefault = 256 * 1024 * 1024;
const modesDefault = { plain: 0o644, executable: 0o755 };

/**
 * Writes the regular files of the gzipped archive `source` into `directory`, without the archive's root
 * folder, and returns them in the archive's order.
 *
 * An archive that is in memory is decompressed there at once, which costs a third of what reading a stream
 * costs; of a stream, nothing but the file that is written is held. Files are written synchronously: there are
 * thousands of small ones, and a turn of the event loop for each costs more than the call. So this belongs
 * into a worker thread where other work goes on.
 *
 * `directory` must be empty and reachable by no other process, since the safety of every path in it rests on
 * that: it is made if it is missing. After a failure, what was written stays; remove the directory.
 *
 * Throws {@link BadArchiveError} naming the entry and the reason, also for a name that the disk cannot
 * hold; what `source` throws comes through unchanged.
 */
export async function unpackTarball(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  directory: string,
  { limits, modes = modesDefault, heldBytesMax = heldBytesMaxDefault }: UnpackOptions = {},
): Promise<readonly TarballFile[]> {
  makeEmpty(directory);
  const all = { ...defaultTarballLimits, origin: "foreign" as const, ...limits };
  const target: Target = { directory, made: new Set([""]), modes };
  const held = source instanceof Uint8Array ? await readHeldEntries(source, all, heldBytesMax) : undefined;
  if (held !== undefined) return lastOfEach(held).map((entry) => writeHeld(target, entry));

  const files = new Map<string, TarballFile>();
  for await (const entry of readArchiveEntries(source instanceof Uint8Array ? [source] : source, all)) {
    if (files.delete(entry.path)) rmSync(join(directory, entry.path));
    files.set(entry.path, await writeStreamed(target, entry));
  }
  return [...files.values()];
}

/** A folder that was not there has nothing in it. */
function makeEmpty(directory: string): void {
  if (mkdirSync(directory, { recursive: true }) !== undefined) return;
  if (readdirSync(directory).length > 0) throw new Error(`${directory} must be empty to unpack into it`);
}

/** Where files are written, and the folders in it that were made, as paths of their own with forward slashes. */
type Target = {
  readonly directory: string;
  readonly made: Set<string>;
  readonly modes: NonNullable<UnpackOptions["modes"]>;
};

/** Of a file that is there twice, the last one counts. */
function lastOfEach(entries: readonly HeldEntry[]): readonly HeldEntry[] {
  const last = new Map<string, HeldEntry>();
  for (const entry of entries) {
    if (last.has(entry.path)) last.delete(entry.path);
    last.set(entry.path, entry);
  }
  return last.size === entries.length ? entries : [...last.values()];
}

function writeHeld(target: Target, file: HeldEntry): TarballFile {
  const { path, size, executable, content } = file;
  const descriptor = openNew(target, file);
  try {
    writeAll(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
  return { path, size, executable, sha256: hash("sha256", content) };
}

async function writeStreamed(target: Target, { content, ...file }: ArchiveEntry): Promise<TarballFile> {
  const sha256 = createHash("sha256");
  const descriptor = openNew(target, file);
  try {
    for await (const chunk of content) {
      sha256.update(chunk);
      writeAll(descriptor, chunk);
    }
  } finally {
    closeSync(descriptor);
  }
  return { ...file, sha256: sha256.digest("hex") };
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
/** A file that is there already was not made by us. Windows has no links that a file could be planted as. */
const newFile = O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0);

/** Names that are fine in an archive and that this disk cannot hold, or not beside another one. */
const unfitReasons: Readonly<Record<string, string>> = {
  EEXIST: "has a name that this disk cannot tell from another",
  EISDIR: "has a name that this disk cannot tell from a folder's",
  ENOTDIR: "is in a folder whose name this disk cannot tell from a file's",
  EILSEQ: "has a name that this disk does not take",
  ENAMETOOLONG: "has a name that is too long for this disk",
};

function openNew(target: Target, { path, executable }: AcceptedFile): number {
  try {
    makeFolder(target, path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
    // The path has neither `.` nor `..` in it, and there are too many to have each looked through once more.
    const file = `${target.directory}/${path}`;
    return openSync(file, newFile, executable ? target.modes.executable : target.modes.plain);
  } catch (error) {
    const reason = unfitReasons[(error as NodeJS.ErrnoException).code ?? ""];
    throw reason === undefined ? error : new BadArchiveError(path, reason, error);
  }
}

function makeFolder(target: Target, folder: string): void {
  if (target.made.has(folder)) return;
  makeFolder(target, folder.slice(0, Math.max(folder.lastIndexOf("/"), 0)));
  try {
    mkdirSync(`${target.directory}/${folder}`);
  } catch (error) {
    // On a disk that takes `Lib` and `lib` for one, both may use it.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  target.made.add(folder);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
