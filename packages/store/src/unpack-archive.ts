import { hash } from "node:crypto";
import { chmodSync, createReadStream } from "node:fs";
import { join } from "node:path";

import { type TarballFile, unpackTarball } from "@larder/tarball/unpack";

import { type Bin, readBins } from "./read-bins.ts";

/** An archive to unpack. */
export type UnpackJob = {
  /** All of its bytes, not yet verified; or the file that they are in, verified. */
  readonly archive: Uint8Array | string;
  /** The sha512 that its bytes must have, in base64. */
  readonly sha512: string;
  /** Where to: private, and not there yet. */
  readonly directory: string;
};

/** What an archive had in it; `received` is the sha512 of other bytes than the expected ones, of which nothing was unpacked. */
export type UnpackAnswer =
  | {
      readonly type: "unpacked";
      /** The files as JSON, a `TarballFile[]`: a text travels between threads in a tenth of the time of its objects. */
      readonly filesText: string;
      readonly bins: readonly Bin[];
    }
  | { readonly type: "mismatch"; readonly received: string };

/** Files are shared by many hosts, so nobody may write them. */
const modes = { plain: 0o444, executable: 0o555 };
const streamedBytes = 1024 * 1024;

/**
 * Verifies and unpacks an archive. Its files are read-only, and its commands executable. Throws
 * `BadArchiveError`, and what the disk throws; then what was written stays.
 */
export async function unpackArchive({ archive, sha512, directory }: UnpackJob): Promise<UnpackAnswer> {
  if (typeof archive !== "string") {
    const received = hash("sha512", archive, "base64");
    if (received !== sha512) return { type: "mismatch", received };
  }
  const source = typeof archive === "string" ? createReadStream(archive, { highWaterMark: streamedBytes }) : archive;
  const files = await unpackTarball(source, directory, { modes });
  const bins = readBins(directory);
  const commands = new Set(bins.map(({ path }) => path));
  const protectedFiles = files.map((file) => (commands.has(file.path) ? asCommand(directory, file) : file));
  return { type: "unpacked", filesText: JSON.stringify(protectedFiles), bins };
}

function asCommand(directory: string, file: TarballFile): TarballFile {
  if (!file.executable) chmodSync(join(directory, file.path), modes.executable);
  return { ...file, executable: true };
}
