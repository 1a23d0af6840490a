import { createHash, hash } from "node:crypto";

import { type FileTree, mayDescribe } from "@larder/package-contents";

import type { AcceptedFile } from "./accept-entry.ts";
import { type ArchiveEntry, readArchiveEntries } from "./archive-entries.ts";
import { type HeldEntry, readHeldEntries } from "./held-entries.ts";
import { defaultTarballLimits, type TarballLimits } from "./tarball-limits.ts";

/** One regular file of an archive. */
export type TarballFile = {
  /** Relative to the package's root, with forward slashes. */
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
  /** In hex. */
  readonly sha256: string;
};

/** What is in an archive: all of its files, and the texts that an inspection may read. */
export type TarballContents = {
  /** Sorted by path. */
  readonly files: readonly TarballFile[];
  readonly tree: FileTree;
  /** Bytes of all files. */
  readonly unpackedSize: number;
};

/** An archive in memory that unpacks to more is read as a stream, so that nobody waits while it is decompressed. */
const heldBytesMax = 1024 * 1024;

/**
 * Returns what is in the gzipped archive `source`. Nothing is written to disk, and only texts that an inspection may
 * read are kept in memory, so a large archive costs little; a small one that is in memory costs a third of its stream.
 *
 * Throws {@link BadArchiveError} naming the entry and the reason; what `source` throws comes through unchanged.
 */
export async function readTarball(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  limits: Partial<TarballLimits> = {},
): Promise<TarballContents> {
  const all = { ...defaultTarballLimits, ...limits };
  const reading = new ContentsReading(all);
  const isHeld = source instanceof Uint8Array;
  const held = isHeld ? await readHeldEntries(source, all, heldBytesMax) : undefined;
  if (held !== undefined) {
    for (const entry of held) reading.add(entry, readHeld(entry, reading.mayKeep(entry)));
    return reading.contents();
  }
  for await (const entry of readArchiveEntries(isHeld ? [source] : source, all)) {
    reading.add(entry, await readStreamed(entry, reading.mayKeep(entry)));
  }
  return reading.contents();
}

type ReadContent = { readonly sha256: string; readonly text: string | undefined };

/** Gathers the files of one archive, of which the last one of a path counts. */
class ContentsReading {
  readonly #limits: TarballLimits;
  readonly #files = new Map<string, TarballFile>();
  readonly #texts = new Map<string, string>();
  #textsBytes = 0;

  constructor(limits: TarballLimits) {
    this.#limits = limits;
  }

  /** Is the content of a file kept, as a text that an inspection may read? */
  mayKeep({ path, size }: AcceptedFile): boolean {
    const { textBytesMax, textsBytesMax } = this.#limits;
    return mayDescribe(path) && size <= textBytesMax && this.#textsBytes + size <= textsBytesMax;
  }

  add({ path, size, executable }: AcceptedFile, { sha256, text }: ReadContent): void {
    this.#files.set(path, { path, size, executable, sha256 });
    this.#texts.delete(path);
    if (text === undefined) return;
    this.#texts.set(path, text);
    this.#textsBytes += size;
  }

  contents(): TarballContents {
    const files = [...this.#files.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1));
    return {
      files,
      tree: { files: files.map(({ path, size }) => ({ path, size })), readText: (path) => this.#texts.get(path) },
      unpackedSize: files.reduce((sum, { size }) => sum + size, 0),
    };
  }
}

function readHeld({ content }: HeldEntry, keeps: boolean): ReadContent {
  return { sha256: hash("sha256", content), text: keeps ? textOf(content) : undefined };
}

async function readStreamed({ content }: ArchiveEntry, keeps: boolean): Promise<ReadContent> {
  const sha256 = createHash("sha256");
  const kept: Uint8Array[] = [];
  for await (const chunk of content) {
    sha256.update(chunk);
    if (keeps) kept.push(chunk);
  }
  return { sha256: sha256.digest("hex"), text: keeps ? Buffer.concat(kept).toString("utf8") : undefined };
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
}
