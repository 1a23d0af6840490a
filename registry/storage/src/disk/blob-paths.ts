import { digestOf, type Integrity, integrityOfSha512 } from "@larder/package-spec";
import { join } from "node:path";

const digestBytes = 64;

/** The two folders of a blob store on disk: what is arriving, and what is kept. */
export type BlobFolders = { readonly arriving: string; readonly kept: string };

/** Returns the folders below `directory`. */
export function blobFolders(directory: string): BlobFolders {
  return { arriving: join(directory, "arriving"), kept: join(directory, "sha512") };
}

/**
 * Returns where the blob is kept: `sha512/ab/cd/abcd….`
 *
 * The digest is decoded and printed again, so that whatever the text was, the path holds only hex.
 * Two levels keep folders below a few thousand names with a hundred million blobs.
 */
export function blobPath(folders: BlobFolders, integrity: Integrity): string {
  const digest = Buffer.from(digestOf(integrity), "base64");
  if (digest.byteLength !== digestBytes) throw new Error(`Not the integrity of a blob: ${integrity}`);
  const hex = digest.toString("hex");
  return join(folders.kept, hex.slice(0, 2), hex.slice(2, 4), hex);
}

/** Returns the integrity that a file of the store is named for; `undefined` for a file that is not ours. */
export function integrityOfFileName(name: string): Integrity | undefined {
  if (!/^[0-9a-f]{128}$/.test(name)) return undefined;
  return integrityOfSha512(Buffer.from(name, "hex").toString("base64"));
}
