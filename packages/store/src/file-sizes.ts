import { lstatSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files of an archive: path below the package → size in bytes. */
export type FileSizes = { readonly [path: string]: number };

/** Writes `sizes` to the file at `path`. */
export function writeSizes(path: string, sizes: FileSizes): void {
  writeFileSync(path, JSON.stringify(sizes));
}

/** Returns what was written to the file at `path`; `undefined` when it is not there or damaged itself. */
export function readSizes(path: string): FileSizes | undefined {
  try {
    const sizes: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof sizes === "object" && sizes !== null ? (sizes as FileSizes) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/**
 * Has `directory` every file of `sizes`, in its size? A power cut takes what the system had not yet
 * written, so that a file is missing, empty or short; it does not make other bytes of the same length.
 */
export function hasSizes(directory: string, sizes: FileSizes): boolean {
  return Object.entries(sizes).every(
    ([path, size]) => lstatSync(join(directory, path), { throwIfNoEntry: false })?.size === size,
  );
}
