import { constants, copyFileSync, linkSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

import type { TarballFile } from "@larder/tarball/unpack";

/** Puts the same `files` of the package in `source` into `target`, which is not there yet, as hard links where the disk can. */
export function copyFiles(files: readonly TarballFile[], source: string, target: string): void {
  const made = new Set<string>();
  for (const { path } of files) {
    const file = join(target, path);
    const folder = dirname(file);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    linkFile(join(source, path), file);
  }
}

/** What a disk answers that does not link, or not this file as often. */
const unlinkable = new Set(["EXDEV", "EMLINK", "EPERM", "ENOTSUP", "ENOSYS"]);

/** Makes `target` the same file as `source`; where that cannot be, a copy with the same mode. */
export function linkFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!unlinkable.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    copyFileSync(source, target, constants.COPYFILE_EXCL);
  }
}
