import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";

import { type S3Double, startS3Double } from "./start-s3-double.ts";

let s3: S3Double;
beforeEach(async () => {
  s3 = await startS3Double();
});
afterEach(() => s3.close());

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {
  // The client warns of streams that it cannot send again.
}

function client(changes: S3ClientConfig = {}): S3Client {
  const { endpoint, identity } = s3;
  return new S3Client({
    endpoint,
    region: identity.region,
    credentials: identity,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    logger: silent,
    ...changes,
  });
}

function jam(): { Bucket: string; Key: string; Body: Buffer; ContentMD5: string } {
  const Body = Buffer.from("jam");
  return { Bucket: s3.bucket, Key: "jam", Body, ContentMD5: md5Of(Body) };
}

function md5Of(body: Buffer): string {
  return createHash("md5").update(body).digest("base64");
}

test("the double takes what every store takes", async () => {
  await client().send(new PutObjectCommand(jam()));

  expect(s3.objects.get("jam")?.bytes.toString()).toBe("jam");
});

test("the double refuses what some stores ignore or corrupt", async () => {
  const { ContentMD5: _, ...unchecked } = jam();
  const put = (changes: object, settings?: S3ClientConfig) =>
    client(settings).send(new PutObjectCommand({ ...jam(), ...changes }));

  await expect(client().send(new PutObjectCommand(unchecked))).rejects.toThrow("InvalidRequest");
  await expect(put({ ContentMD5: md5Of(Buffer.from("honey")) })).rejects.toThrow("BadDigest");
  await expect(put({ IfNoneMatch: "*" })).rejects.toThrow("NotImplemented");
  const stream = { Body: Readable.from([Buffer.from("jam")]), ContentLength: 3 };
  await expect(put(stream, { requestChecksumCalculation: "WHEN_SUPPORTED" })).rejects.toThrow("NotImplemented");
  await expect(put({ Bucket: "another" })).rejects.toThrow("NoSuchBucket");
  expect(s3.objects.size).toBe(0);
});

test("the double refuses a request that is not signed, or was changed after it was signed", async () => {
  const unsigned = await fetch(`${s3.endpoint}/${s3.bucket}/jam`);
  const changing = client();
  changing.middlewareStack.add(
    (next) => (input) => {
      const request = input.request as { body: Buffer };
      request.body = Buffer.from("JAM");
      return next(input);
    },
    { step: "finalizeRequest", priority: "low" },
  );
  const renaming = client();
  renaming.middlewareStack.add(
    (next) => (input) => {
      const request = input.request as { path: string };
      request.path = `/${s3.bucket}/honey`;
      return next(input);
    },
    { step: "finalizeRequest", priority: "low" },
  );

  expect([unsigned.status, await unsigned.text()]).toEqual([403, expect.stringContaining("AccessDenied")]);
  await expect(changing.send(new PutObjectCommand(jam()))).rejects.toThrow("XAmzContentSHA256Mismatch");
  await expect(renaming.send(new PutObjectCommand(jam()))).rejects.toThrow("SignatureDoesNotMatch");
});

test("the double refuses small parts, wrong etags, and parts out of order", async () => {
  const target = { Bucket: s3.bucket, Key: "jam" };
  const { UploadId } = await client().send(new CreateMultipartUploadCommand(target));
  const etags: (string | undefined)[] = [];
  for (const PartNumber of [1, 2]) {
    const { ETag } = await client().send(new UploadPartCommand({ ...jam(), UploadId, PartNumber }));
    etags.push(ETag);
  }
  const complete = (...Parts: { PartNumber: number; ETag: string | undefined }[]) =>
    client().send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  const [first, second] = [
    { PartNumber: 1, ETag: etags[0] },
    { PartNumber: 2, ETag: etags[1] },
  ];

  await expect(complete(first, second)).rejects.toThrow("EntityTooSmall");
  await expect(complete(second, first)).rejects.toThrow("InvalidPartOrder");
  await expect(complete({ ...first, ETag: '"0"' })).rejects.toThrow("InvalidPart");
  await expect(complete(first)).resolves.toBeDefined();
  expect(s3.objects.get("jam")?.bytes.toString()).toBe("jam");
});
