import { randomUUID } from "node:crypto";

import { joinParts, objectOf, readingAnswer, type S3Answer, type S3Object, type S3Upload } from "./s3-content.ts";
import { listObjects, listUploads, xmlAnswer } from "./s3-listings.ts";
import { S3Refusal } from "./s3-refusal.ts";
import type { S3Operation, S3Request } from "./s3-request.ts";

/** What the one bucket of the double holds. */
export type S3Content = {
  readonly objects: Map<string, S3Object>;
  readonly uploads: Map<string, S3Upload>;
  /** How many items a listing has at most. */
  readonly pageMax: number;
};

type Act = (content: S3Content, request: S3Request) => S3Answer;

/** What each operation does to the content, and answers. */
export const s3Operations: { readonly [Operation in S3Operation]: Act } = {
  PutObject: ({ objects }, request) => {
    const object = objectOf(request);
    objects.set(request.key, object);
    return { status: 200, headers: { etag: object.etag } };
  },
  GetObject: ({ objects }, { key, headers }) =>
    readingAnswer(existing(objects, key, "NoSuchKey"), headers.get("range")),
  HeadObject: ({ objects }, { key }) => readingAnswer(existing(objects, key, "NoSuchKey"), undefined),
  DeleteObject: ({ objects }, { key }) => {
    objects.delete(key);
    return { status: 204 };
  },
  ListObjectsV2: ({ objects, pageMax }, { query }) => listObjects(objects, query, pageMax),
  ListMultipartUploads: ({ uploads, pageMax }, { query }) => listUploads(uploads, query, pageMax),
  CreateMultipartUpload: ({ uploads }, { key }) => {
    const id = randomUUID();
    uploads.set(id, { key, initiatedAt: new Date(), parts: new Map() });
    return xmlAnswer("InitiateMultipartUploadResult", `<UploadId>${id}</UploadId>`);
  },
  UploadPart: (content, request) => {
    const part = objectOf(request);
    const number = Number(request.query.get("partNumber"));
    if (!Number.isInteger(number) || number < 1 || number > 10_000) throw new S3Refusal(400, "InvalidArgument");
    uploadOf(content, request).upload.parts.set(number, part);
    return { status: 200, headers: { etag: part.etag } };
  },
  CompleteMultipartUpload: (content, request) => {
    const { id, upload } = uploadOf(content, request);
    const object = joinParts(upload, request.body.toString());
    content.objects.set(request.key, object);
    content.uploads.delete(id);
    return xmlAnswer("CompleteMultipartUploadResult", `<Key>${request.key}</Key>`);
  },
  AbortMultipartUpload: (content, request) => {
    content.uploads.delete(uploadOf(content, request).id);
    return { status: 204 };
  },
};

function uploadOf({ uploads }: S3Content, { key, query }: S3Request): { id: string; upload: S3Upload } {
  const id = query.get("uploadId") ?? "";
  const upload = existing(uploads, id, "NoSuchUpload");
  if (upload.key !== key) throw new S3Refusal(404, "NoSuchUpload");
  return { id, upload };
}

function existing<Item>(items: ReadonlyMap<string, Item>, key: string, code: string): Item {
  const item = items.get(key);
  if (item === undefined) throw new S3Refusal(404, code);
  return item;
}
