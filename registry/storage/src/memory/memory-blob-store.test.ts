import { describeBlobStore } from "../testing/blob-store-laws.ts";
import { memoryBlobStore } from "./memory-blob-store.ts";

describeBlobStore("memoryBlobStore", () => Promise.resolve(memoryBlobStore()));
