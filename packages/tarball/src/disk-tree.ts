import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { FileEntry, FileTree } from "@larder/package-contents";

import { BadArchiveError } from "./bad-archive-error.ts";
import { defaultTarballLimits } from "./tarball-limits.ts";

/** Installed dependencies and the stores of version control: never part of a package. */
export const skippedFolders: ReadonlySet<string> = new Set(["node_modules", ".git", ".hg", ".svn"]);

/**
 * Returns the files below `directory` as a tree. Links are not followed; installed dependencies and the stores of version
 * control are left out. Texts are read when they are asked for.
 *
 * Throws {@link BadArchiveError} when there are more files than a package may have, and the system's error when
 * `directory` cannot be read.
 */
export function diskTree(directory: string): FileTree {
  const files = listFiles(directory, "").toSorted((left, right) => (left.path < right.path ? -1 : 1));
  if (files.length > defaultTarballLimits.entriesMax) {
    throw new BadArchiveError(
      undefined,
      `of \`${directory}\` would have more than ${defaultTarballLimits.entriesMax} files`,
    );
  }
  const sizes = new Map(files.map(({ path, size }) => [path, size]));
  return {
    files,
    readText: (path) => {
      const size = sizes.get(path);
      if (size === undefined || size > defaultTarballLimits.textBytesMax) return undefined;
      return readFileSync(join(directory, ...path.split("/")), "utf8");
    },
  };
}

function listFiles(directory: string, prefix: string): readonly FileEntry[] {
  return readdirSync(join(directory, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listFiles(directory, `${path}/`);
    return entry.isFile() ? [{ path, size: lstatSync(join(directory, path)).size }] : [];
  });
}
