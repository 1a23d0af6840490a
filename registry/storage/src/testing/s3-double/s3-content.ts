import { createHash } from "node:crypto";

import { S3Refusal } from "./s3-refusal.ts";
import type { S3Request } from "./s3-request.ts";

/** What one object is. */
export type S3Object = { readonly bytes: Buffer; readonly etag: string; readonly modifiedAt: Date };

/** An upload in parts that has begun. */
export type S3Upload = { readonly key: string; initiatedAt: Date; readonly parts: Map<number, S3Object> };

/** What an answer of the double is made of. */
export type S3Answer = {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: Buffer | string;
};

const partBytesMin = 5 * 1024 * 1024;

/** Returns the body of the request as an object. Refuses one without a checksum, as buckets with a lock do, and one that differs. */
export function objectOf({ headers, body }: S3Request): S3Object {
  const notEverywhere = ["if-none-match", "x-amz-trailer", "x-amz-sdk-checksum-algorithm", "content-encoding"];
  if (notEverywhere.some((name) => headers.has(name))) throw new S3Refusal(501, "NotImplemented");
  const md5 = createHash("md5").update(body).digest();
  const promised = headers.get("content-md5");
  if (promised === undefined) throw new S3Refusal(400, "InvalidRequest");
  if (promised !== md5.toString("base64")) throw new S3Refusal(400, "BadDigest");
  return { bytes: body, etag: `"${md5.toString("hex")}"`, modifiedAt: new Date() };
}

/** Returns what the parts that `document` lists are together. Refuses what S3 refuses: order, etags, small parts. */
export function joinParts(upload: S3Upload, document: string): S3Object {
  const listed = [...document.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = ""]) => ({
    number: Number(textOf(part, "PartNumber")),
    etag: textOf(part, "ETag").replaceAll("&quot;", '"'),
  }));
  if (listed.length === 0) throw new S3Refusal(400, "MalformedXML");
  const isAscending = listed.every(({ number }, index) => index === 0 || number > (listed[index - 1]?.number ?? 0));
  if (!isAscending) throw new S3Refusal(400, "InvalidPartOrder");

  const parts = listed.map(({ number, etag }) => {
    const part = upload.parts.get(number);
    if (part === undefined || part.etag !== etag) throw new S3Refusal(400, "InvalidPart");
    return part;
  });
  if (parts.slice(0, -1).some(({ bytes }) => bytes.byteLength < partBytesMin)) {
    throw new S3Refusal(400, "EntityTooSmall");
  }
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), "hex")));
  const etag = `"${createHash("md5").update(digests).digest("hex")}-${parts.length}"`;
  return { bytes: Buffer.concat(parts.map(({ bytes }) => bytes)), etag, modifiedAt: new Date() };
}

function textOf(document: string, element: string): string {
  return new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(document)?.[1] ?? "";
}

/** Returns the answer to a GET or HEAD of `object`, or of the one range that `range` asks for. */
export function readingAnswer({ bytes, etag, modifiedAt }: S3Object, range: string | undefined): S3Answer {
  const headers = { etag, "last-modified": modifiedAt.toUTCString(), "accept-ranges": "bytes" };
  if (range === undefined) return { status: 200, headers, body: bytes };

  const [, from = "", to = ""] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (from === "") throw new S3Refusal(501, "NotImplemented");
  const first = Number(from);
  if (first >= bytes.byteLength) throw new S3Refusal(416, "InvalidRange");
  const last = to === "" ? bytes.byteLength - 1 : Math.min(Number(to), bytes.byteLength - 1);
  const contentRange = `bytes ${first}-${last}/${bytes.byteLength}`;
  return { status: 206, headers: { ...headers, "content-range": contentRange }, body: bytes.subarray(first, last + 1) };
}
