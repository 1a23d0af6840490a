import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { type Extract, extract, type Header } from "tar-stream";

import { ArchiveFrames } from "./archive-frames.ts";
import { ArchivePaths } from "./archive-paths.ts";
import { BadArchiveError } from "./bad-archive-error.ts";
import type { TarballLimits } from "./tarball-limits.ts";

/** One regular file of an archive. Its content must be read before the next entry is asked for. */
export type ArchiveEntry = {
  /** Relative to the package's root, with forward slashes. */
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
  readonly content: AsyncIterable<Uint8Array>;
};

/**
 * Yields the regular files of the gzipped archive `source` in its order, and checks each against the rules on the way.
 *
 * Throws {@link BadArchiveError} as soon as something is wrong, so a bomb ends after its first
 * mebibytes; what `source` itself throws comes through unchanged.
 */
export async function* readArchiveEntries(
  source: AsyncIterable<Uint8Array>,
  limits: TarballLimits,
): AsyncGenerator<ArchiveEntry, void, undefined> {
  const frames = new ArchiveFrames(limits);
  const paths = new ArchivePaths(limits);
  const archive = extract();
  const feeding = feed(source, frames, archive).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  let files = 0;
  try {
    for await (const entry of archive) {
      const file = acceptEntry(entry, frames, paths, limits);
      files += file === undefined ? 0 : 1;
      if (file === undefined) entry.resume();
      else yield { ...file, content: contentOf(entry as AsyncIterable<Uint8Array>) };
    }
  } catch (error) {
    throw causeOf(error);
  } finally {
    archive.destroy();
  }
  const failure = await feeding;
  if (failure !== undefined) throw causeOf(failure.error);
  if (files === 0) throw new BadArchiveError(undefined, "holds no files");
}

async function feed(source: AsyncIterable<Uint8Array>, frames: ArchiveFrames, archive: Extract): Promise<void> {
  let compressedBytes = 0;
  await pipeline(
    async function* count() {
      for await (const chunk of marked(source)) {
        compressedBytes += chunk.length;
        yield chunk;
      }
    },
    createGunzip(),
    async function* watch(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        frames.push(chunk, compressedBytes);
        yield chunk;
      }
    },
    archive,
  );
}

async function* contentOf(entry: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* entry;
  } catch (error) {
    throw causeOf(error);
  }
}

/** A failure of the source, kept apart from damage that the parsers find. */
class SourceFailure extends Error {}

async function* marked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw new SourceFailure("", { cause: error });
  }
}

/** What zlib and tar-stream throw at bad bytes are plain errors; every other class is a bug, and stays one. */
function causeOf(error: unknown): unknown {
  if (error instanceof SourceFailure) return error.cause;
  if (!(error instanceof Error) || Object.getPrototypeOf(error) !== Error.prototype) return error;
  return new BadArchiveError(undefined, `is damaged or no gzipped tar: ${error.message}`, error);
}

/** Where an entry stands, and what it says about itself. */
type PlacedHeader = { readonly header: Header; readonly offset: number };

/** Throws {@link BadArchiveError}; returns `undefined` for what is no file and does no harm. */
function acceptEntry(
  { header, offset }: PlacedHeader,
  frames: ArchiveFrames,
  paths: ArchivePaths,
  limits: TarballLimits,
): Omit<ArchiveEntry, "content"> | undefined {
  const { name, size } = header;
  const frame = frames.take();
  if (frame === undefined || frame.sizeBytes !== size || frame.headerStart !== offset) {
    throw new BadArchiveError(name, "has two different sizes");
  }
  switch (kindOf(header, limits)) {
    case "folder":
      paths.addFolder(name);
      return undefined;
    case "skipped":
      return undefined;
    case "file":
      if (size > limits.fileBytesMax) throw new BadArchiveError(name, `has more than ${limits.fileBytesMax} bytes`);
      return { path: paths.addFile(name), size, executable: (header.mode & 0o111) !== 0 };
  }
}

function kindOf({ name, type, size }: Header, limits: TarballLimits): "file" | "folder" | "skipped" {
  if (type === "directory" && size > 0) throw new BadArchiveError(name, "is a folder with content");
  if (type === "directory") return "folder";
  if (type === "file" || type === "contiguous-file") return "file";
  if (limits.origin === "foreign" && (type === "symlink" || type === "link")) return "skipped";
  // Its types leave out that tar-stream says null for a type that it does not know.
  const kind = (type as string | null) ?? "thing of an unknown kind";
  throw new BadArchiveError(name, `is a ${kind}, and only files and folders may be there`);
}
