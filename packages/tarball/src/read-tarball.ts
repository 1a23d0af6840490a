import { createHash } from "node:crypto";

import { type FileTree, mayDescribe } from "@larder/package-contents";

import { type ArchiveEntry, readArchiveEntries } from "./archive-entries.ts";
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

/**
 * Returns what is in the gzipped archive `source`. Nothing is written to disk, and only texts that an inspection may
 * read are kept in memory, so a large archive costs little.
 *
 * Throws {@link BadArchiveError} naming the entry and the reason; what `source` throws comes through unchanged.
 */
export async function readTarball(
  source: AsyncIterable<Uint8Array>,
  limits: Partial<TarballLimits> = {},
): Promise<TarballContents> {
  const all = { ...defaultTarballLimits, ...limits };
  const files = new Map<string, TarballFile>();
  const texts = new Map<string, string>();
  let textsBytes = 0;
  for await (const entry of readArchiveEntries(source, all)) {
    const keeps =
      mayDescribe(entry.path) && entry.size <= all.textBytesMax && textsBytes + entry.size <= all.textsBytesMax;
    const { sha256, text } = await readEntry(entry, keeps);
    const { path, size, executable } = entry;
    files.set(path, { path, size, executable, sha256 });
    if (text !== undefined) texts.set(path, text);
    textsBytes += keeps ? size : 0;
  }
  const sorted = [...files.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1));
  return {
    files: sorted,
    tree: { files: sorted.map(({ path, size }) => ({ path, size })), readText: (path) => texts.get(path) },
    unpackedSize: sorted.reduce((sum, { size }) => sum + size, 0),
  };
}

async function readEntry(entry: ArchiveEntry, keeps: boolean): Promise<{ sha256: string; text: string | undefined }> {
  const hash = createHash("sha256");
  const kept: Uint8Array[] = [];
  for await (const chunk of entry.content) {
    hash.update(chunk);
    if (keeps) kept.push(chunk);
  }
  return { sha256: hash.digest("hex"), text: keeps ? Buffer.concat(kept).toString("utf8") : undefined };
}
