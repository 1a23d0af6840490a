import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { Readable } from "node:stream";

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

/** Most archives are smaller, and are looked into at once: their bytes need not be read from the file again. */
const rememberedBytesMax = 64 * 1024;

type Written = {
  readonly facts: BlobFacts;
  /** The whole content, when it is small. */
  readonly content: Uint8Array | undefined;
};

/** Writes `source` to the private file and returns it, not yet kept. */
export async function receiveFile(
  source: AsyncIterable<Uint8Array>,
  options: ReceiveFileOptions,
): Promise<ReceivedBlob> {
  try {
    return receivedFile(await writeFile(source, options), options);
  } catch (error) {
    await rm(options.path, { force: true });
    throw error;
  }
}

async function writeFile(source: AsyncIterable<Uint8Array>, { path, bytesMax }: ReceiveFileOptions): Promise<Written> {
  const file = await open(path, "wx", 0o440);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const facts = await hashWhileWriting(source, bytesMax, (chunk) => {
      size += chunk.byteLength;
      // Copied, as its sender may use the memory again.
      if (size <= rememberedBytesMax) chunks.push(new Uint8Array(chunk));
      else chunks.length = 0;
      return writeAll(file, chunk);
    });
    return { facts, content: size <= rememberedBytesMax ? Buffer.concat(chunks) : undefined };
  } finally {
    await file.close();
  }
}

/** The file is closed until it is kept: nothing leaks when its receiver forgets it, and the next start sweeps it. */
function receivedFile({ facts, content }: Written, options: ReceiveFileOptions): ReceivedBlob {
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
  const read = (): AsyncIterable<Uint8Array> => {
    if (state === "kept") return options.readKept(facts);
    return content === undefined ? createReadStream(options.path) : Readable.from([content]);
  };
  return { ...facts, read, keep, discard, [Symbol.asyncDispose]: discard };
}

/** One `write` may take only a part of the chunk. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}
