import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";

import type { S3Bucket } from "./s3-bucket.ts";
import { explainS3Error, isNotFound, ObjectStoreRefusedError, ObjectStoreUnreachableError } from "./s3-errors.ts";

const failuresMax = 3;

/** Returns the size in bytes of the object at `key`; `undefined` when there is none. */
export async function findObjectSize({ client, location }: S3Bucket, key: string): Promise<number | undefined> {
  try {
    const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket: location.bucket, Key: key }));
    return ContentLength ?? 0;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Yields the `size` bytes of the object at `key`.
 *
 * A connection that breaks is followed by one that asks for the rest, so that neither a fault of the
 * network nor a reader slower than the idle timeout ends a download; after some failures without a
 * byte between them the error comes through.
 */
export async function* readObject(bucket: S3Bucket, key: string, size: number): AsyncGenerator<Uint8Array> {
  const download: Download = { key, offset: 0, failures: 0, answer: undefined };
  try {
    while (download.offset < size) {
      // Not in the same `try`: what a reader throws when it leaves is no broken connection.
      const chunk = await readChunk(bucket, download);
      if (chunk !== undefined) yield chunk;
    }
  } finally {
    await download.answer?.return?.();
  }
}

type Download = {
  readonly key: string;
  /** How many bytes have come. */
  offset: number;
  /** How many connections have failed since the last byte. */
  failures: number;
  answer: AsyncIterator<Uint8Array> | undefined;
};

/** Returns the next bytes; `undefined` when the connection broke, and another one is worth a try. */
async function readChunk(bucket: S3Bucket, download: Download): Promise<Uint8Array | undefined> {
  try {
    download.answer ??= await requestFrom(bucket, download);
    const { value, done } = await download.answer.next();
    if (done === true) throw new ObjectStoreUnreachableError(bucket.location, "it ended a download early");
    download.offset += value.byteLength;
    download.failures = 0;
    return value;
  } catch (error) {
    download.answer = undefined;
    download.failures += 1;
    // While bytes flow, the error comes from the socket itself.
    const explained = explainS3Error(error, bucket.location);
    if (download.failures >= failuresMax || !(explained instanceof ObjectStoreUnreachableError)) throw explained;
    return undefined;
  }
}

async function requestFrom(
  { client, location }: S3Bucket,
  { key, offset }: Download,
): Promise<AsyncIterator<Uint8Array>> {
  const range = offset === 0 ? {} : { Range: `bytes=${offset}-` };
  const answer = await client.send(new GetObjectCommand({ Bucket: location.bucket, Key: key, ...range }));
  // In Node it is the stream of the answer.
  const bytes = (answer.Body as unknown as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  if (offset === 0 || answer.ContentRange?.startsWith(`bytes ${offset}-`) === true) return bytes;
  await bytes.return?.();
  throw new ObjectStoreRefusedError(location, "it does not send the range that was asked for", rangesHint);
}

const rangesHint = "Use an object store that answers requests for a part of an object";
