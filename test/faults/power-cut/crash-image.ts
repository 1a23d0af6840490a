import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { DiskHistory, type TracedFile } from "./disk-history.ts";
import type { DiskOperation } from "./disk-operation.ts";

/** What a crash leaves of a directory, and from what. */
export type CrashImageOptions = {
  /** The directory that was traced. */
  readonly directory: string;
  /** A copy of it from before the trace. */
  readonly before: string;
  /** Where the image is made. */
  readonly image: string;
  readonly operations: readonly DiskOperation[];
  /** Says of a change that no sync reached whether the disk has it all the same. */
  readonly keepsUnsynced: () => boolean;
};

/**
 * Writes into `image` what a disk may hold after the power went: what was there `before`, and what was synced since.
 *
 * POSIX promises no more: bytes last once their file was synced, names once their directory was.
 */
export async function writeCrashImage(options: CrashImageOptions): Promise<void> {
  const { directory, before, image, operations, keepsUnsynced } = options;
  const history = new DiskHistory((path) => join(before, relative(directory, path)));
  for (const operation of operations) history.add(operation);
  const lasts = (change: { readonly isSynced: boolean }): boolean => change.isSynced || keepsUnsynced();

  await cp(before, image, { recursive: true });
  for (const [path, what] of history.namesAfter(lasts)) {
    const target = join(image, relative(directory, path));
    if (what === undefined) await rm(target, { force: true });
    else if (what === "directory") await mkdir(target, { recursive: true });
    else if (existsSync(dirname(target))) await writeFile(target, await bytesOf(what, lasts));
  }
}

async function bytesOf(file: TracedFile, lasts: (change: { readonly isSynced: boolean }) => boolean): Promise<Buffer> {
  let bytes: Buffer = file.before === undefined ? Buffer.alloc(0) : await readFile(file.before);
  for (const { what } of file.edits.filter(lasts)) {
    const size = what.kind === "truncate" ? what.size : Math.max(bytes.length, what.offset + what.bytes.length);
    const edited = Buffer.alloc(size);
    bytes.copy(edited);
    if (what.kind === "write") what.bytes.copy(edited, what.offset);
    bytes = edited;
  }
  return bytes;
}
