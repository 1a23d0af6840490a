import type { PublishedFile } from "@larder/registry-database";
import { createHash } from "node:crypto";

/**
 * Returns the digest, in hex, of the paths and contents of the files of an archive.
 *
 * It depends on nothing else that an archive holds, no times, modes or order, so two archives have the same
 * one when the same files come out of them.
 */
export function contentDigestOf(files: readonly PublishedFile[]): string {
  const hash = createHash("sha256");
  for (const { path, sha256 } of files.toSorted(byPath)) hash.update(`${sha256}  ${path}\0`);
  return hash.digest("hex");
}

function byPath(left: PublishedFile, right: PublishedFile): number {
  return left.path < right.path ? -1 : 1;
}
