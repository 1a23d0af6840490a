import type { IncomingMessage } from "node:http";

/** One request as the double sees it: the raw target, since that is what was signed, and the whole body. */
export type S3Request = {
  readonly method: string;
  /** As sent, still encoded. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  readonly bucket: string;
  readonly key: string;
};

/** The operations that the double knows; each may be made to fail. */
export type S3Operation =
  | "AbortMultipartUpload"
  | "CompleteMultipartUpload"
  | "CreateMultipartUpload"
  | "DeleteObject"
  | "GetObject"
  | "HeadObject"
  | "ListMultipartUploads"
  | "ListObjectsV2"
  | "PutObject"
  | "UploadPart";

/** Reads the request to its end. The bucket stands in the path. */
export async function readS3Request(message: IncomingMessage): Promise<S3Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const [rawPath = "/", rawQuery = ""] = (message.url ?? "/").split("?");
  const headers = new Map(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  const path = decodeURIComponent(rawPath.slice(1));
  const slash = path.includes("/") ? path.indexOf("/") : path.length;
  return {
    method: message.method ?? "GET",
    rawPath,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers,
    body: Buffer.concat(chunks),
    bucket: path.slice(0, slash),
    key: path.slice(slash + 1),
  };
}

/** Returns what the request asks for; `undefined` for what the double does not know. */
export function operationOf({ method, key, query }: S3Request): S3Operation | undefined {
  if (key === "") return bucketOperation(method, query);
  if (query.has("uploadId")) return uploadOperations[method];
  if (query.has("uploads")) return method === "POST" ? "CreateMultipartUpload" : undefined;
  return objectOperations[method];
}

function bucketOperation(method: string, query: URLSearchParams): S3Operation | undefined {
  if (method !== "GET") return undefined;
  if (query.has("uploads")) return "ListMultipartUploads";
  return query.get("list-type") === "2" ? "ListObjectsV2" : undefined;
}

type Methods = { readonly [method: string]: S3Operation | undefined };

const uploadOperations: Methods = {
  PUT: "UploadPart",
  POST: "CompleteMultipartUpload",
  DELETE: "AbortMultipartUpload",
};
const objectOperations: Methods = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
};
