import { ExpectedError } from "@larder/errors";
import type { Advisory } from "@larder/registry-database";
import { json } from "node:stream/consumers";
import type { Entry, ZipFile } from "yauzl";
import { ZodError } from "zod";

/** What an archive may hold; the greatest ones today have a tenth of it. */
export type ArchiveLimits = { readonly entriesMax: number; readonly entryBytesMax: number };

const defaultLimits: ArchiveLimits = { entriesMax: 3_000_000, entryBytesMax: 4 * 1024 * 1024 };

/** An archive of advisories cannot be read, or holds what has no place in one. */
export class AdvisoryArchiveError extends ExpectedError {
  readonly code = "EBADARCHIVE";

  constructor(archive: string, reason: string, cause?: unknown) {
    super(`The advisories in \`${archive}\` cannot be imported: ${reason}`, {
      hint: "Name a zip file with one JSON file for each advisory in the OSV format, as osv.dev publishes it for npm",
      cause,
    });
  }
}

/**
 * Reads what a zip file of OSV entries says about npm packages, entry by entry: it is never in memory as a whole.
 *
 * Throws {@link AdvisoryArchiveError} naming the entry: what cannot be read would be missing without a word.
 */
export async function* readOsvArchive(
  archive: string,
  limits: ArchiveLimits = defaultLimits,
): AsyncGenerator<Advisory> {
  const zip = await open(archive);
  try {
    if (zip.entryCount > limits.entriesMax) throw new AdvisoryArchiveError(archive, "it has too many entries");
    for await (const entry of entriesOf(zip, archive)) {
      if (!entry.fileName.endsWith(".json")) continue;
      yield* await readEntry(archive, zip, entry, limits);
    }
  } finally {
    zip.close();
  }
}

async function open(archive: string): Promise<ZipFile> {
  try {
    // Loaded when it is needed, once in months: a registry holds what it has loaded for as long as it runs.
    const { openPromise } = await import("yauzl");
    // The sizes that the archive states are checked while it is read, so that they can be relied on.
    return await openPromise(archive, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (error) {
    throw new AdvisoryArchiveError(archive, error instanceof Error ? error.message : "it is no zip file", error);
  }
}

async function* entriesOf(zip: ZipFile, archive: string): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry();
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw new AdvisoryArchiveError(archive, error instanceof Error ? error.message : "it is damaged", error);
  }
}

async function readEntry(archive: string, zip: ZipFile, entry: Entry, limits: ArchiveLimits): Promise<Advisory[]> {
  if (entry.uncompressedSize > limits.entryBytesMax) {
    throw new AdvisoryArchiveError(archive, `\`${entry.fileName}\` is larger than an advisory can be`);
  }
  try {
    const { parseOsvEntry } = await import("./parse-osv-entry.ts");
    return parseOsvEntry(await json(await zip.openReadStreamPromise(entry)));
  } catch (error) {
    const reason = error instanceof ZodError ? "is no advisory in the OSV format" : "cannot be read";
    throw new AdvisoryArchiveError(archive, `\`${entry.fileName}\` ${reason}`, error);
  }
}
