import { digestOf, type Integrity, integrityOfSha512 } from "@larder/package-spec";

const digestBytes = 64;

/**
 * Returns where the blob is kept, below the root of its store: `sha512/ab/cd/abcd….`
 *
 * The digest is decoded and printed again, so that whatever the text was, the key holds only hex.
 * Two levels keep folders below a few thousand names with a hundred million blobs. Throws a plain error
 * for a text that is no digest: it is a bug to come this far with one.
 */
export function blobKey(integrity: Integrity): string {
  const digest = Buffer.from(digestOf(integrity), "base64");
  if (digest.byteLength !== digestBytes) throw new Error(`Not the integrity of a blob: ${integrity}`);
  const hex = digest.toString("hex");
  return `sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex}`;
}

/** Returns the integrity that a file of the store is named for; `undefined` for a file that is not ours. */
export function integrityOfFileName(name: string): Integrity | undefined {
  if (!/^[0-9a-f]{128}$/.test(name)) return undefined;
  return integrityOfSha512(Buffer.from(name, "hex").toString("base64"));
}
