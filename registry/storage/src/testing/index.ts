export { describeBlobStore } from "./blob-store-laws.ts";
export { bytesOf, chunksOf, collect, failingChunks } from "./byte-sources.ts";
