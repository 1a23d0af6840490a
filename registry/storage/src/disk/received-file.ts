import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";

import { type BlobFacts, hashWhileWriting } from "../blob-hash.ts";
import type { ReceivedBlob } from "../blob-store.ts";
import { type BlobFolders, blobPath } from "./blob-paths.ts";
import { type DurableRename, syncPath } from "./durable-rename.ts";

/** Where and how one blob is received. */
export type ReceiveFileOptions = {
  readonly folders: BlobFolders;
  /** A new private file. */
  readonly path: string;
  readonly bytesMax: number;
  readonly rename: DurableRename;
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
  const target = blobPath(options.folders, facts.integrity);
  let state: "received" | "kept" | "discarded" = "received";

  const keep = async (): Promise<void> => {
    if (state === "kept") return;
    if (state === "discarded") throw new Error("A discarded blob cannot be kept");
    await syncPath(options.path);
    // Also over a blob that is there: the bytes are the same, and a damaged one is healed by it.
    await options.rename(options.path, target);
    state = "kept";
  };
  const discard = async (): Promise<void> => {
    if (state !== "received") return;
    state = "discarded";
    await rm(options.path, { force: true });
  };
  const read = (): AsyncIterable<Uint8Array> => createReadStream(state === "kept" ? target : options.path);
  return { ...facts, read, keep, discard, [Symbol.asyncDispose]: discard };
}

/** One `write` may take only a part of the chunk. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;) {
    const { bytesWritten } = await file.write(chunk, offset);
    offset += bytesWritten;
  }
}
