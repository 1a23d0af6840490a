import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";

import type { S3Bucket } from "./s3-bucket.ts";
import { isNotFound, ObjectStoreUnreachableError } from "./s3-errors.ts";

const failuresMax = 3;

/** Returns the size in bytes of the object at `key`; `undefined` when there is none. */
export async function findObjectSize({ client, name }: S3Bucket, key: string): Promise<number | undefined> {
  try {
    const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket: name, Key: key }));
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
  let offset = 0;
  let failures = 0;
  while (offset < size) {
    try {
      for await (const chunk of await bytesFrom(bucket, key, offset)) {
        offset += chunk.byteLength;
        failures = 0;
        yield chunk;
      }
    } catch (error) {
      if (++failures >= failuresMax || !isBrokenConnection(error)) throw error;
    }
  }
}

async function bytesFrom({ client, name }: S3Bucket, key: string, offset: number): Promise<AsyncIterable<Uint8Array>> {
  const range = offset === 0 ? {} : { Range: `bytes=${offset}-` };
  const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key, ...range }));
  // In Node it is the stream of the answer.
  return Body as unknown as AsyncIterable<Uint8Array>;
}

/** While the body flows, nobody has explained the error: it comes from the socket itself. */
function isBrokenConnection(error: unknown): boolean {
  if (error instanceof ObjectStoreUnreachableError) return true;
  return error instanceof Error && (error.name === "TimeoutError" || "code" in error) && !isNotFound(error);
}
