import type { Integrity } from "@larder/package-spec";
import { join } from "node:path";

import { blobKey } from "../blob-key.ts";

/** The two folders of a blob store on disk, and the directory that they are in. */
export type BlobFolders = { readonly root: string; readonly arriving: string; readonly kept: string };

/** Returns the folders below `directory`. */
export function blobFolders(directory: string): BlobFolders {
  return { root: directory, arriving: join(directory, "arriving"), kept: join(directory, "sha512") };
}

/** Returns where the blob is kept: `sha512/ab/cd/abcd….` in the directory of the store. */
export function blobPath(folders: BlobFolders, integrity: Integrity): string {
  return join(folders.root, blobKey(integrity));
}
