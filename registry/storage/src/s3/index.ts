export type { S3Credentials, S3Patience } from "./s3-bucket.ts";
export { s3BlobStore, type S3BlobStoreOptions } from "./s3-blob-store.ts";
export { ObjectStoreRefusedError, ObjectStoreUnreachableError } from "./s3-errors.ts";
