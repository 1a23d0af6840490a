export type { BlobStore, OpenedBlob, ReceivedBlob, StoredBlob } from "./blob-store.ts";
export { BlobTooLargeError } from "./blob-too-large-error.ts";
export { diskBlobStore } from "./disk/disk-blob-store.ts";
export { memoryBlobStore } from "./memory/memory-blob-store.ts";
export { type BlobStoreLocation, openBlobStore } from "./open-blob-store.ts";
export { parseStorageUrl, type S3Location, StorageUrlError } from "./storage-url.ts";
