import { digestOf, type Integrity } from "@larder/package-spec";
import type { BlobStore } from "@larder/registry-storage";
import { LRUCache } from "lru-cache";

import type { CacheFacts } from "./cache-facts.ts";

import type { AnswerBody } from "./answer.ts";

/** An archive on its way to a client. It never changes: its bytes are named by their integrity. */
export type ServedTarball = {
  /** In bytes; `undefined` while an uplink sends it without saying. */
  readonly size: number | undefined;
  readonly etag: string | undefined;
  /** The bytes. Of an archive that is kept already, nothing is opened before this is called. */
  open(): AnswerBody;
};

/** Can `file` name an archive? Whatever else is asked for is not looked up. */
export function isArchiveFile(file: string): boolean {
  return /^[\w.+~-]{1,400}\.(?:tgz|tar\.gz)$/.test(file);
}

/** Archives up to this size are kept in memory after they were read: nearly all that exist. */
const smallBytesMax = 4 * 1024 * 1024;

/** Opens kept archives; small ones that were asked for lately come from memory. */
export class KeptTarballs {
  readonly #storage: BlobStore;
  readonly #small: LRUCache<Integrity, Uint8Array<ArrayBuffer>>;
  #hits = 0;
  #misses = 0;

  constructor(storage: BlobStore, bytesMax: number) {
    this.#storage = storage;
    this.#small = new LRUCache({ maxSize: bytesMax, sizeCalculation: (bytes) => bytes.length + 256 });
  }

  get facts(): CacheFacts {
    return { bytes: this.#small.calculatedSize, hits: this.#hits, misses: this.#misses };
  }

  /** Finds the archive with these bytes; `undefined` when storage has lost it. */
  async find(integrity: Integrity): Promise<ServedTarball | undefined> {
    const etag = `"${digestOf(integrity).slice(0, 43)}"`;
    const small = this.#small.get(integrity);
    if (small !== undefined) {
      this.#hits += 1;
      return { size: small.length, etag, open: () => small };
    }
    this.#misses += 1;

    const blob = await this.#storage.open(integrity);
    if (blob === undefined) return undefined;
    if (blob.size > smallBytesMax) return { size: blob.size, etag, open: () => blob.stream() };
    const bytes = new Uint8Array(await new Response(blob.stream()).arrayBuffer());
    this.#small.set(integrity, bytes);
    return { size: bytes.length, etag, open: () => bytes };
  }
}
