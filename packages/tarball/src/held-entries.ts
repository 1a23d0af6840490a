import { gunzipSync } from "node:zlib";

import { acceptEntry, type AcceptedFile, type ArchiveRules, type PlacedHeader } from "./accept-entry.ts";
import { ArchiveFrames } from "./archive-frames.ts";
import { ArchivePaths } from "./archive-paths.ts";
import { BadArchiveError, damageOf } from "./bad-archive-error.ts";
import { readPlainHeader } from "./plain-headers.ts";
import type { TarballLimits } from "./tarball-limits.ts";

/** A regular file of an archive that is in memory. */
export type HeldEntry = AcceptedFile & {
  /** A view of the decompressed archive. */
  readonly content: Uint8Array;
};

/**
 * Returns the regular files of the gzipped `archive` in its order, checked against the rules;
 * `undefined` when it unpacks to more than `heldBytesMax`, and must be read as a stream.
 *
 * By the same rules as a stream, at a fifth of its cost: the bytes are decompressed at once, and a content is where
 * its header says it is. What a plain header says is read here, and an archive with others is parsed as a
 * stream's is. Throws {@link BadArchiveError}.
 */
export async function readHeldEntries(
  archive: Uint8Array,
  limits: TarballLimits,
  heldBytesMax: number,
): Promise<readonly HeldEntry[] | undefined> {
  const tar = decompress(archive, heldBytesMax);
  if (tar === undefined) return undefined;
  const rules = { frames: new ArchiveFrames(limits), paths: new ArchivePaths(limits), limits };
  rules.frames.push(tar, archive.length);
  const files = await listFiles(tar, rules);
  if (files.length === 0) throw new BadArchiveError(undefined, "holds no files");
  return files;
}

const headerBytes = 512;

async function listFiles(tar: Buffer, rules: ArchiveRules): Promise<readonly HeldEntry[]> {
  const plain = listPlainHeaders(tar, rules.frames);
  if (plain === undefined) return await parseFiles(tar, rules);
  const files: HeldEntry[] = [];
  for (const entry of plain) addFile(files, heldEntry(tar, entry, rules));
  return files;
}

/** `undefined` when a header says more, or the archive is cut off. */
function listPlainHeaders(tar: Buffer, frames: ArchiveFrames): readonly PlacedHeader[] | undefined {
  if (frames.hasExtensions || !frames.isWhole) return undefined;
  const headers: PlacedHeader[] = [];
  for (const frame of frames.waiting) {
    const header = readPlainHeader(tar, frame);
    if (header === undefined) return undefined;
    headers.push({ header, offset: frame.headerStart });
  }
  return headers;
}

async function parseFiles(tar: Buffer, rules: ArchiveRules): Promise<readonly HeldEntry[]> {
  const files: HeldEntry[] = [];
  const { extract } = await import("tar-stream");
  const archive = extract();
  archive.end(tar);
  try {
    for await (const entry of archive) {
      addFile(files, heldEntry(tar, entry, rules));
      entry.resume();
    }
  } catch (error) {
    throw damageOf(error);
  } finally {
    archive.destroy();
  }
  return files;
}

function heldEntry(tar: Buffer, entry: PlacedHeader, rules: ArchiveRules): HeldEntry | undefined {
  const file = acceptEntry(entry, rules);
  if (file === undefined) return undefined;
  const { path, size, executable } = file;
  const start = entry.offset + headerBytes;
  return { path, size, executable, content: tar.subarray(start, start + size) };
}

function addFile(files: HeldEntry[], file: HeldEntry | undefined): void {
  if (file !== undefined) files.push(file);
}

const trailerBytes = 4;
const slackBytes = 64;

/** A gzip ends with the size of what it holds. Where that is a lie, the buffer grows, but never beyond `bytesMax`. */
function decompress(archive: Uint8Array, bytesMax: number): Buffer | undefined {
  const { buffer, byteOffset, byteLength } = archive;
  if (byteLength < trailerBytes) throw new BadArchiveError(undefined, "is damaged or no gzipped tar: it is too short");
  const told = new DataView(buffer, byteOffset, byteLength).getUint32(byteLength - trailerBytes, true);
  if (told > bytesMax) return undefined;
  try {
    return gunzipSync(archive, { chunkSize: told + slackBytes, maxOutputLength: bytesMax });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw damageOf(error);
  }
}
