export { describeBlobStore } from "./blob-store-laws.ts";
export { bytesOf, chunksOf, collect, failingChunks } from "./byte-sources.ts";
export { type S3Double, type S3DoubleOptions, type S3Fault, startS3Double } from "./s3-double/start-s3-double.ts";
