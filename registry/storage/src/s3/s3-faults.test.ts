import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";

import type { BlobStore } from "../blob-store.ts";
import { bytesOf } from "../testing/byte-sources.ts";
import { type S3Double, startS3Double } from "../testing/s3-double/start-s3-double.ts";
import { s3BlobStore } from "./s3-blob-store.ts";
import { ObjectStoreUnreachableError } from "./s3-errors.ts";

const partBytes = 5 * 1024 * 1024;

/** Some blobs are the same, one is empty, some go up in parts. */
const content = fc.constantFrom("", "jam", "honey", "x".repeat(partBytes), "y".repeat(partBytes + 1));
const fault = fc.constantFrom("slow-down", "internal-error", "cut", "lost-acknowledgement", "cut-body");
const operation = fc.constantFrom(
  "PutObject",
  "CreateMultipartUpload",
  "UploadPart",
  "CompleteMultipartUpload",
  "HeadObject",
  "GetObject",
);
const step = fc.record({ content, faults: fc.array(fc.record({ operation, fault }), { maxLength: 3 }) });

test("whatever goes wrong, what was said to be kept is there, nothing has wrong bytes, and nothing is left over", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const s3 = await startS3Double();
      const arrivingDirectory = mkdtempSync(join(tmpdir(), "larder-arriving-"));
      try {
        const store = await openStore(s3, arrivingDirectory);
        for (const { content: text, faults } of steps) {
          for (const { operation: where, fault: what } of faults) s3.fail(where, what);
          expect(await findLies(store, s3, Buffer.from(text))).toEqual([]);
        }

        for (const [key, { bytes }] of s3.objects) expect(key.endsWith(`/${sha512(bytes)}`)).toBe(true);
        expect(readdirSync(arrivingDirectory)).toEqual([]);
        expect(unfinished(s3)).toBe(0);
      } finally {
        await s3.close();
        rmSync(arrivingDirectory, { recursive: true, force: true });
      }
    }),
    { numRuns: 20 },
  );
});

function openStore(s3: S3Double, arrivingDirectory: string): Promise<BlobStore> {
  return s3BlobStore({
    location: { bucket: s3.bucket, prefix: "", region: s3.identity.region, endpoint: s3.endpoint, pathStyle: true },
    arrivingDirectory,
    credentials: s3.identity,
    // One try, so that each fault is the store's own to answer.
    patience: { attemptsMax: 1 },
    partBytes,
  });
}

/** Keeps and reads once; both may fail. Returns what the store said that is not so. */
async function findLies(store: BlobStore, s3: S3Double, bytes: Buffer): Promise<string[]> {
  await using received = await store.receive(one(bytes), { bytesMax: 2 * partBytes });
  const kept = await outcome(async () => {
    await received.keep();
    return true;
  });
  const read = await outcome(async () => {
    const opened = await store.open(received.integrity);
    return opened === undefined ? "missing" : bytesOf(opened.stream());
  });

  const isThere = [...s3.objects.keys()].some((key) => key.endsWith(sha512(bytes)));
  const lies: string[] = [];
  if (kept === true && !isThere) lies.push("kept, and not there");
  if (read === "missing" && isThere) lies.push("missing, and there");
  if (Buffer.isBuffer(read) && !read.equals(bytes)) lies.push("other bytes");
  return lies;
}

/** Any other failure than one of the object store is a bug. */
async function outcome<Result>(act: () => Promise<Result>): Promise<Result | "failed"> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ObjectStoreUnreachableError) return "failed";
    throw error;
  }
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Uploads in parts that have a part: one whose beginning nobody heard of waits for the sweep. */
function unfinished(s3: S3Double): number {
  return [...s3.uploads.values()].filter(({ parts }) => parts.size > 0).length;
}

function sha512(bytes: Buffer): string {
  return createHash("sha512").update(bytes).digest("hex");
}
