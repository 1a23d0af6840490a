import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { S3Refusal } from "./s3-refusal.ts";
import type { S3Request } from "./s3-request.ts";

/** Who may use the double, and where it says that it is. */
export type S3DoubleIdentity = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
};

const skewMaxMs = 15 * 60 * 1000;

/**
 * Refuses a request that is not signed as Signature Version 4 wants it, header by header and byte by byte.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * Bodies in signed chunks, and unsigned bodies, get the 501 that several real stores answer: a client
 * that sends them works with some stores only.
 */
export function verifySignature(request: S3Request, identity: S3DoubleIdentity): void {
  const { accessKeyId, date, region, signedHeaders, signature } = parseAuthorization(request);
  if (accessKeyId !== identity.accessKeyId) throw new S3Refusal(403, "InvalidAccessKeyId");
  if (region !== identity.region) throw new S3Refusal(400, "AuthorizationHeaderMalformed");
  assertRecent(header(request, "x-amz-date"), date);
  assertSigned(request, signedHeaders);
  assertBodyHash(request);

  const expected = sign(request, identity.secretAccessKey, { date, region, signedHeaders });
  const isSame = expected.length === signature.length && timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
  if (!isSame) throw new S3Refusal(403, "SignatureDoesNotMatch");
}

type Authorization = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

const pattern =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;

function parseAuthorization(request: S3Request): Authorization {
  const given = request.headers.get("authorization");
  if (given === undefined) throw new S3Refusal(403, "AccessDenied");
  const [, accessKeyId = "", date = "", region = "", names = "", signature = ""] = pattern.exec(given) ?? [];
  if (signature === "") throw new S3Refusal(400, "AuthorizationHeaderMalformed");
  return { accessKeyId, date, region, signedHeaders: names.split(";"), signature };
}

function assertRecent(stamp: string, date: string): void {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const isRecent = Math.abs(Date.now() - Date.parse(iso)) < skewMaxMs;
  if (!stamp.startsWith(date) || !isRecent) throw new S3Refusal(403, "RequestTimeTooSkewed");
}

function assertSigned({ headers }: S3Request, signedHeaders: readonly string[]): void {
  const mustBe = [...headers.keys()].filter((name) => name.startsWith("x-amz-") || name === "content-md5");
  const isComplete = ["host", ...mustBe].every((name) => signedHeaders.includes(name));
  if (!isComplete) throw new S3Refusal(403, "AccessDenied");
}

function assertBodyHash(request: S3Request): void {
  const promised = header(request, "x-amz-content-sha256");
  if (!/^[0-9a-f]{64}$/.test(promised)) throw new S3Refusal(501, "NotImplemented");
  if (promised !== sha256(request.body)) throw new S3Refusal(400, "XAmzContentSHA256Mismatch");
}

type Scope = Pick<Authorization, "date" | "region" | "signedHeaders">;

function sign(request: S3Request, secret: string, { date, region, signedHeaders }: Scope): string {
  const canonicalRequest = [
    request.method,
    request.rawPath,
    canonicalQuery(request.rawQuery),
    ...signedHeaders.map((name) => `${name}:${header(request, name).trim().replaceAll(/ +/g, " ")}`),
    "",
    signedHeaders.join(";"),
    header(request, "x-amz-content-sha256"),
  ].join("\n");
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", header(request, "x-amz-date"), scope, sha256(canonicalRequest)].join("\n");
  const key = [date, region, "s3", "aws4_request"].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  return hmac(key, toSign).toString("hex");
}

function canonicalQuery(rawQuery: string): string {
  const pairs = rawQuery.split("&").filter((pair) => pair !== "");
  return pairs
    .map((pair) => (pair.includes("=") ? pair : `${pair}=`))
    .toSorted()
    .join("&");
}

function header({ headers }: S3Request, name: string): string {
  const value = headers.get(name);
  if (value === undefined) throw new S3Refusal(403, "AccessDenied");
  return value;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
