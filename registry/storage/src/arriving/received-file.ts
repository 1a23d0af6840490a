import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";

import { type BlobFacts, hashWhileWriting } from "../blob-hash.ts";
import type { ReceivedBlob } from "../blob-store.ts";

/** Where one blob is received, and what its store makes of it. */
export type ReceiveFileOptions = {
  /** A new private file. */
  readonly path: string;
  readonly bytesMax: number;
  /** Makes the content of the private file durable in the store, and removes that file. */
  readonly keep: (facts: BlobFacts) => Promise<void>;
  /** The content, from the store, once it is kept. */
  readonly readKept: (facts: BlobFacts) => AsyncIterable<Uint8Array>;
};

/** Writes `source` to the private file and returns it, not yet kept. */
export async function receiveFile(
  source: AsyncIterable<Uint8Array>,
  options: ReceiveFileOptions,
): Promise<ReceivedBlob> {
  try {
    const facts = await writeFile(source, options);
    return receivedFile(facts, options);
  } catch (error) {
    await rm(options.path, { force: true });
    throw error;
  }
}

async function writeFile(
  source: AsyncIterable<Uint8Array>,
  { path, bytesMax }: ReceiveFileOptions,
): Promise<BlobFacts> {
  const file = await open(path, "wx", 0o440);
  try {
    return await hashWhileWriting(source, bytesMax, (chunk) => writeAll(file, chunk));
  } finally {
    await file.close();
  }
}

/** The file is closed until it is kept: nothing leaks when its receiver forgets it, and the next start sweeps it. */
function receivedFile(facts: BlobFacts, options: ReceiveFileOptions): ReceivedBlob {
  let state: "received" | "kept" | "discarded" = "received";

  const keep = async (): Promise<void> => {
    if (state === "kept") return;
    if (state === "discarded") throw new Error("A discarded blob cannot be kept");
    await options.keep(facts);
    state = "kept";
  };
  const discard = async (): Promise<void> => {
    if (state !== "received") return;
    state = "discarded";
    await rm(options.path, { force: true });
  };
  const read = (): AsyncIterable<Uint8Array> =>
    state === "kept" ? options.readKept(facts) : createReadStream(options.path);
  return { ...facts, read, keep, discard, [Symbol.asyncDispose]: discard };
}

/** One `write` may take only a part of the chunk. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}
