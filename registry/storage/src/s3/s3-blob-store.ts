import { mkdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";

import { DeleteObjectCommand, ListObjectsV2Command, paginateListObjectsV2 } from "@aws-sdk/client-s3";

import { arrivingPath, sweepArriving } from "../arriving/arriving-files.ts";
import { receiveFile } from "../arriving/received-file.ts";
import { blobKey, integrityOfFileName } from "../blob-key.ts";
import type { BlobStore, OpenedBlob, ReceivedBlob, StoredBlob } from "../blob-store.ts";
import type { S3Location } from "../storage-url.ts";
import { connectBucket, type S3Bucket, type S3Credentials, type S3Patience } from "./s3-bucket.ts";
import { isNotFound } from "./s3-errors.ts";
import { findObjectSize, readObject } from "./stored-object.ts";
import { sweepUploads } from "./sweep-uploads.ts";
import { uploadFile } from "./upload-file.ts";

export type S3BlobStoreOptions = {
  readonly location: S3Location;
  /** A folder of this machine, made when missing: what arrives waits here until its digest is known. */
  readonly arrivingDirectory: string;
  readonly credentials?: S3Credentials;
  readonly patience?: Partial<S3Patience>;
  /** Larger blobs go up in parts of this many bytes, one at a time. At least 5 MiB. */
  readonly partBytes?: number;
};

const usualPartBytes = 8 * 1024 * 1024;

/**
 * Returns the blob store in a bucket, once the bucket has answered; uploads that died a day ago are given up.
 *
 * Several processes of several machines may use one bucket at the same time. Throws
 * {@link ObjectStoreUnreachableError} and {@link ObjectStoreRefusedError}, here and in every method.
 */
export async function s3BlobStore(options: S3BlobStoreOptions): Promise<BlobStore> {
  const bucket = connectBucket(options.location, options.credentials, options.patience);
  const arriving = resolve(options.arrivingDirectory);
  await mkdir(arriving, { recursive: true, mode: 0o700 });
  await sweepArriving(arriving);
  await assertUsable(bucket);
  await sweepUploads(bucket);

  const keyOf = (integrity: StoredBlob["integrity"]): string => bucket.location.prefix + blobKey(integrity);
  const partBytes = options.partBytes ?? usualPartBytes;
  return {
    receive: (source, { bytesMax }) =>
      receive(source, { bucket, path: arrivingPath(arriving), bytesMax, keyOf, partBytes }),
    open: (integrity) => openObject(bucket, keyOf(integrity)),
    has: async (integrity) => (await findObjectSize(bucket, keyOf(integrity))) !== undefined,
    delete: (integrity) => deleteObject(bucket, keyOf(integrity)),
    list: () => list(bucket, keyOf),
  };
}

/** Without the right to list, a blob that is missing looks like one that is forbidden. */
async function assertUsable({ client, location }: S3Bucket): Promise<void> {
  await client.send(new ListObjectsV2Command({ Bucket: location.bucket, Prefix: location.prefix, MaxKeys: 1 }));
}

type KeyOf = (integrity: StoredBlob["integrity"]) => string;

type ReceiveOptions = {
  readonly bucket: S3Bucket;
  readonly path: string;
  readonly bytesMax: number;
  readonly keyOf: KeyOf;
  readonly partBytes: number;
};

function receive(
  source: AsyncIterable<Uint8Array>,
  { bucket, path, bytesMax, keyOf, partBytes }: ReceiveOptions,
): Promise<ReceivedBlob> {
  return receiveFile(source, {
    path,
    bytesMax,
    keep: async ({ integrity, size }) => {
      // Also over a blob that is there: the bytes are the same, and a damaged one is healed by it.
      await uploadFile(bucket, { path, size, key: keyOf(integrity), partBytes });
      await rm(path, { force: true });
    },
    readKept: ({ integrity, size }) => readObject(bucket, keyOf(integrity), size),
  });
}

async function openObject(bucket: S3Bucket, key: string): Promise<OpenedBlob | undefined> {
  const size = await findObjectSize(bucket, key);
  if (size === undefined) return undefined;
  const stream = (): ReadableStream<Uint8Array> =>
    Readable.toWeb(Readable.from(readObject(bucket, key, size))) as unknown as ReadableStream<Uint8Array>;
  return { size, stream };
}

async function deleteObject({ client, location }: S3Bucket, key: string): Promise<void> {
  try {
    await client.send(new DeleteObjectCommand({ Bucket: location.bucket, Key: key }));
  } catch (error) {
    // AWS says nothing when there is no such object; others do.
    if (!isNotFound(error)) throw error;
  }
}

async function* list({ client, location }: S3Bucket, keyOf: KeyOf): AsyncGenerator<StoredBlob> {
  for await (const page of paginateListObjectsV2(
    { client },
    { Bucket: location.bucket, Prefix: `${location.prefix}sha512/` },
  )) {
    for (const { Key: key = "", Size: size = 0, LastModified: keptAt = new Date(0) } of page.Contents ?? []) {
      const integrity = integrityOfFileName(key.slice(key.lastIndexOf("/") + 1));
      if (integrity !== undefined && key === keyOf(integrity)) yield { integrity, size, keptAt };
    }
  }
}
