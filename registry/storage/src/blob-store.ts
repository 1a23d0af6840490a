import type { Integrity } from "@larder/package-spec";

/**
 * Where the bytes of archives are kept, under the sha512 of their content.
 *
 * Names of packages, versions and users never become part of a key: the only key is a digest.
 */
export type BlobStore = {
  /**
   * Reads `source` to its end into a private place, hashing on the way; nothing can be opened before `keep()`.
   *
   * Throws {@link BlobTooLargeError} once more than `bytesMax` bytes have come, and whatever `source`
   * throws; nothing is left behind then.
   */
  receive(source: AsyncIterable<Uint8Array>, limit: { readonly bytesMax: number }): Promise<ReceivedBlob>;
  /** Returns the blob with that content; `undefined` when there is none. */
  open(integrity: Integrity): Promise<OpenedBlob | undefined>;
  has(integrity: Integrity): Promise<boolean>;
  /** Removes the blob. Does nothing when there is none. Who reads it already, reads it to its end. */
  delete(integrity: Integrity): Promise<void>;
  /** All kept blobs, in no particular order. */
  list(): AsyncIterable<StoredBlob>;
};

/** Bytes that have arrived and are not kept yet. `await using` discards them unless they were kept. */
export type ReceivedBlob = AsyncDisposable & {
  readonly integrity: Integrity;
  /** sha1 in hex, for yarn 1. */
  readonly shasum: string;
  /** In bytes. */
  readonly size: number;
  /** The content from its beginning, as often as asked. */
  read(): AsyncIterable<Uint8Array>;
  /** Makes the blob durable: when this resolves, it survives a power cut. Keeping content that is there already is fine. */
  keep(): Promise<void>;
  /** Removes what was received. Does nothing after `keep()`. */
  discard(): Promise<void>;
};

/** A kept blob. */
export type OpenedBlob = {
  /** In bytes. */
  readonly size: number;
  /** The content from its beginning; also an `AsyncIterable`. Nothing is opened before this is called. */
  stream(): ReadableStream<Uint8Array>;
};

/** What {@link BlobStore.list} says of each blob. */
export type StoredBlob = { readonly integrity: Integrity; readonly size: number; readonly keptAt: Date };
