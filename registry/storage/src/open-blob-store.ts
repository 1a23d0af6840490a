import type { BlobStore } from "./blob-store.ts";
import { diskBlobStore } from "./disk/disk-blob-store.ts";
import { memoryBlobStore } from "./memory/memory-blob-store.ts";
import type { S3Location } from "./storage-url.ts";

/** Where a blob store is. */
export type BlobStoreLocation =
  | { readonly type: "memory" }
  | { readonly type: "directory"; readonly path: string }
  | {
      readonly type: "s3";
      readonly bucket: S3Location;
      /** A folder of this machine, where blobs wait until their digest is known. */
      readonly arrivingDirectory: string;
    };

/**
 * Opens the blob store at `location`; one in a bucket with the credentials of the environment.
 *
 * The client of object stores is loaded only for a bucket: it costs a registry without one 25 MB for nothing.
 * Throws `ObjectStoreUnreachableError` and `ObjectStoreRefusedError` for a bucket.
 */
export async function openBlobStore(location: BlobStoreLocation): Promise<BlobStore> {
  if (location.type === "memory") return memoryBlobStore();
  if (location.type === "directory") return diskBlobStore(location.path);
  const { s3BlobStore } = await import("./s3/s3-blob-store.ts");
  return s3BlobStore({ location: location.bucket, arrivingDirectory: location.arrivingDirectory });
}
