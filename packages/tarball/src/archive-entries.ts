import { createGunzip } from "node:zlib";

import type { Extract } from "tar-stream";

import { acceptEntry, type AcceptedFile } from "./accept-entry.ts";
import { ArchiveFrames } from "./archive-frames.ts";
import { ArchivePaths } from "./archive-paths.ts";
import { BadArchiveError, damageOf } from "./bad-archive-error.ts";
import type { TarballLimits } from "./tarball-limits.ts";

/** One regular file of an archive. Its content must be read before the next entry is asked for. */
export type ArchiveEntry = AcceptedFile & { readonly content: AsyncIterable<Uint8Array> };

/** The bytes of an archive as they come, or all that there are. */
export type ArchiveSource = AsyncIterable<Uint8Array> | readonly Uint8Array[];

/** Node's own default makes a call for each 16 KiB. */
const chunkBytes = 256 * 1024;

/**
 * Yields the regular files of the gzipped archive `source` in its order, and checks each against the rules on the way.
 *
 * Throws {@link BadArchiveError} as soon as something is wrong, so a bomb ends after its first
 * mebibytes; what `source` itself throws comes through unchanged.
 */
export async function* readArchiveEntries(
  source: ArchiveSource,
  limits: TarballLimits,
): AsyncGenerator<ArchiveEntry, void, undefined> {
  const rules = { frames: new ArchiveFrames(limits), paths: new ArchivePaths(limits), limits };
  const { extract } = await import("tar-stream");
  const archive = extract();
  const feeding = feed(source, rules.frames, archive).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  let files = 0;
  try {
    for await (const entry of archive) {
      const file = acceptEntry(entry, rules);
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

async function feed(source: ArchiveSource, frames: ArchiveFrames, archive: Extract): Promise<void> {
  const { pipeline } = await import("node:stream/promises");
  let compressedBytes = 0;
  await pipeline(
    async function* count() {
      for await (const chunk of marked(source)) {
        compressedBytes += chunk.length;
        yield chunk;
      }
    },
    createGunzip({ chunkSize: chunkBytes }),
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

async function* marked(source: ArchiveSource): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw new SourceFailure("", { cause: error });
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof SourceFailure ? error.cause : damageOf(error);
}
