import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { storedGzip } from "./stored-gzip.ts";

/** A file to be packed. */
export type FileToPack = {
  /** Relative to the package's root, with forward slashes. */
  readonly path: string;
  readonly content: Uint8Array | string;
  readonly executable?: boolean;
};

/** How archives are packed. */
export type PackOptions = {
  /** `false` for an archive that is never sent: only so its bytes are the same on every machine. */
  readonly compress?: boolean;
};

/** The moment that npm gives to every file it packs. */
const modifiedAt = new Date("1985-10-26T08:15:00.000Z");
const operatingSystemByte = 9;

/**
 * Returns the gzipped archive of `files` below `package/`.
 *
 * The same files give the same bytes, in whatever order they come: they are sorted, with `package.json`
 * first, so that a reader meets it first, and owners, times and modes are not taken from the disk.
 */
export async function packTarball(files: readonly FileToPack[], options: PackOptions = {}): Promise<Uint8Array> {
  const { pack } = await import("tar-stream");
  const archive = pack();
  for (const { path, content, executable } of files.toSorted(comparePaths)) {
    const mode = executable === true ? 0o755 : 0o644;
    archive.entry({ name: `package/${path}`, mode, mtime: modifiedAt, type: "file" }, Buffer.from(content));
  }
  archive.finalize();

  const blocks: Uint8Array[] = [];
  for await (const block of archive as AsyncIterable<Uint8Array>) blocks.push(block);
  if (options.compress === false) return storedGzip(Buffer.concat(blocks));
  const zipped = await promisify(gzip)(Buffer.concat(blocks), { level: 9 });
  zipped[operatingSystemByte] = 255;
  return zipped;
}

function comparePaths({ path: left }: FileToPack, { path: right }: FileToPack): number {
  return rankOf(left) - rankOf(right) || (left < right ? -1 : 1);
}

function rankOf(path: string): number {
  return path === "package.json" ? 0 : 1;
}
