import { type Integrity, integrityOfSha512 } from "@larder/package-spec";
import { createHash } from "node:crypto";

import { BlobTooLargeError } from "./blob-too-large-error.ts";

/** What is known of a content once its last byte has passed. */
export type BlobFacts = { readonly integrity: Integrity; readonly shasum: string; readonly size: number };

/** Passes the chunks of `source` to `write`, one at a time, and returns the facts of the whole. Throws {@link BlobTooLargeError}. */
export async function hashWhileWriting(
  source: AsyncIterable<Uint8Array>,
  bytesMax: number,
  write: (chunk: Uint8Array) => Promise<void> | void,
): Promise<BlobFacts> {
  const sha512 = createHash("sha512");
  const sha1 = createHash("sha1");
  let size = 0;
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > bytesMax) throw new BlobTooLargeError(bytesMax);
    sha512.update(chunk);
    sha1.update(chunk);
    await write(chunk);
  }
  return { integrity: integrityOfSha512(sha512.digest("base64")), shasum: sha1.digest("hex"), size };
}
