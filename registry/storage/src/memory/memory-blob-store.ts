import type { Integrity } from "@larder/package-spec";

import { hashWhileWriting } from "../blob-hash.ts";
import type { BlobStore, OpenedBlob, ReceivedBlob, StoredBlob } from "../blob-store.ts";

type KeptBytes = { readonly bytes: Uint8Array<ArrayBuffer>; readonly keptAt: Date };

/** Returns a blob store that lives as long as the process: the twin of the disk for tests and throw-away registries. */
export function memoryBlobStore(): BlobStore {
  const kept = new Map<Integrity, KeptBytes>();
  return {
    receive: (source, { bytesMax }) => receive(kept, source, bytesMax),
    open: (integrity) => Promise.resolve(openBytes(kept.get(integrity)?.bytes)),
    has: (integrity) => Promise.resolve(kept.has(integrity)),
    delete: (integrity) => {
      kept.delete(integrity);
      return Promise.resolve();
    },
    list: () => list(kept),
  };
}

async function receive(
  kept: Map<Integrity, KeptBytes>,
  source: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<ReceivedBlob> {
  const chunks: Uint8Array[] = [];
  // A source may reuse its buffer for the next chunk, so each is copied.
  const facts = await hashWhileWriting(source, bytesMax, (chunk) => void chunks.push(Uint8Array.from(chunk)));
  const bytes = new Uint8Array(Buffer.concat(chunks));
  let state: "received" | "kept" | "discarded" = "received";

  const keep = async (): Promise<void> => {
    if (state === "discarded") throw new Error("A discarded blob cannot be kept");
    if (state === "received") kept.set(facts.integrity, { bytes, keptAt: new Date() });
    state = "kept";
  };
  const discard = async (): Promise<void> => {
    if (state === "received") state = "discarded";
  };
  return { ...facts, read: () => streamOf(bytes), keep, discard, [Symbol.asyncDispose]: discard };
}

function openBytes(bytes: Uint8Array<ArrayBuffer> | undefined): OpenedBlob | undefined {
  if (bytes === undefined) return undefined;
  return { size: bytes.byteLength, stream: () => streamOf(bytes) };
}

async function* list(kept: Map<Integrity, KeptBytes>): AsyncGenerator<StoredBlob> {
  for (const [integrity, { bytes, keptAt }] of kept) yield { integrity, size: bytes.byteLength, keptAt };
}

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream();
}
