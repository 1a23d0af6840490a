import { createHash } from "node:crypto";

import { type Integrity, integrityOfSha512 } from "@larder/package-spec";

/** Bytes that are hashed as they are read. */
export type VerifiedBytes = {
  /** Yields the bytes, once. A reader may stop early. */
  read(): AsyncGenerator<Uint8Array>;
  /** Reads what is left and returns the integrity of all of it; `undefined` when there is more than anyone would publish. */
  finish(): Promise<Integrity | undefined>;
};

const leftoverBytesMax = 256 * 1024 * 1024;

/**
 * Returns `source` with its hash: also when the reader gives up on broken bytes, it can be said that
 * they are the wrong ones. `progress.size` counts the bytes that were read.
 */
export function verifiedBytes(source: AsyncIterable<Uint8Array>, progress: { size: number }): VerifiedBytes {
  const iterator = source[Symbol.asyncIterator]();
  const hash = createHash("sha512");
  let failure: Promise<never> | undefined;

  const next = async (): Promise<Uint8Array | undefined> => {
    // A source that failed says next that it has ended: its failure must not pass for an end.
    if (failure !== undefined) return await failure;
    const step = await iterator.next().catch((error: unknown) => (failure = Promise.reject(error)));
    if (step.done === true) return undefined;
    hash.update(step.value);
    progress.size += step.value.byteLength;
    return step.value;
  };

  return {
    async *read() {
      for (let piece = await next(); piece !== undefined; piece = await next()) yield piece;
    },
    async finish() {
      const sizeMax = progress.size + leftoverBytesMax;
      while ((await next()) !== undefined) {
        if (progress.size <= sizeMax) continue;
        await iterator.return?.();
        return undefined;
      }
      return integrityOfSha512(hash.digest("base64"));
    },
  };
}
