import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { ExpectedError } from "@larder/errors";

import type { S3Bucket } from "./s3-bucket.ts";
import { isNotFound, ObjectStoreUnreachableError } from "./s3-errors.ts";
import { findObjectSize } from "./stored-object.ts";

/** A file on disk, and the key that it shall have. */
export type FileUpload = {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly key: string;
  /** A larger file goes up in parts of this many bytes; S3 wants at least 5 MiB. */
  readonly partBytes: number;
};

/**
 * Uploads the file and returns when the object is durable.
 *
 * At most one part is in memory, whole, so that a try that failed can be repeated. When it is not known
 * whether the last call was heard, the object itself is asked for: its key is its digest, so if it is
 * there with this size, it is ours, whoever wrote it.
 */
export async function uploadFile(bucket: S3Bucket, upload: FileUpload): Promise<void> {
  await using file = await open(upload.path, "r");
  try {
    if (upload.size <= upload.partBytes) await putWhole(bucket, upload, file);
    else await putInParts(bucket, upload, file);
  } catch (error) {
    const isUnknown = error instanceof ObjectStoreUnreachableError || isNotFound(error);
    if (!isUnknown || !(await isStored(bucket, upload))) throw error;
  }
}

async function putWhole({ client, location }: S3Bucket, { key, size }: FileUpload, file: FileHandle): Promise<void> {
  const body = await readPart(file, 0, size);
  await client.send(new PutObjectCommand({ Bucket: location.bucket, Key: key, Body: body, ContentMD5: md5Of(body) }));
}

async function putInParts(bucket: S3Bucket, upload: FileUpload, file: FileHandle): Promise<void> {
  const target = { Bucket: bucket.location.bucket, Key: upload.key };
  const { UploadId } = await bucket.client.send(new CreateMultipartUploadCommand(target));
  try {
    const Parts = await uploadParts(bucket, upload, { file, UploadId });
    await bucket.client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await abortUpload(bucket, upload.key, UploadId).catch(leaveToSweep);
    throw error;
  }
}

/** The failure that led here is the one to tell; parts that stay are given up when a store opens a day later. */
function leaveToSweep(error: unknown): void {
  if (!(error instanceof ExpectedError)) throw error;
}

async function uploadParts(
  { client, location }: S3Bucket,
  { key, size, partBytes }: FileUpload,
  { file, UploadId }: { readonly file: FileHandle; readonly UploadId: string | undefined },
): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = [];
  for (let offset = 0; offset < size; offset += partBytes) {
    const body = await readPart(file, offset, Math.min(partBytes, size - offset));
    const PartNumber = parts.length + 1;
    const part = { Bucket: location.bucket, Key: key, UploadId, PartNumber, Body: body, ContentMD5: md5Of(body) };
    const { ETag } = await client.send(new UploadPartCommand(part));
    parts.push({ PartNumber, ETag });
  }
  return parts;
}

/** Gives up an upload in parts. One that is not there any more was completed, or given up before. */
export async function abortUpload(
  { client, location }: S3Bucket,
  key: string | undefined,
  uploadId: string | undefined,
): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: location.bucket, Key: key, UploadId: uploadId }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function readPart(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const body = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.read(body, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error("A received file is shorter than what was received");
    filled += bytesRead;
  }
  return body;
}

/** Every store checks this one; and the signature holds the sha256 of each body. */
function md5Of(body: Buffer): string {
  return createHash("md5").update(body).digest("base64");
}

async function isStored(bucket: S3Bucket, { key, size }: FileUpload): Promise<boolean> {
  return (await findObjectSize(bucket, key)) === size;
}
