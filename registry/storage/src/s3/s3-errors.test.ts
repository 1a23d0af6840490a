import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { BlobStore } from "../blob-store.ts";
import type { S3Location } from "../storage-url.ts";
import { chunksOf, collect } from "../testing/byte-sources.ts";
import { type S3Double, startS3Double } from "../testing/s3-double/start-s3-double.ts";
import type { S3Credentials } from "./s3-bucket.ts";
import { s3BlobStore } from "./s3-blob-store.ts";
import { explainS3Error } from "./s3-errors.ts";

let s3: S3Double;
let arrivingDirectory: string;
beforeEach(async () => {
  s3 = await startS3Double();
  arrivingDirectory = mkdtempSync(join(tmpdir(), "larder-arriving-"));
});
afterEach(async () => {
  await s3.close();
  rmSync(arrivingDirectory, { recursive: true, force: true });
});

function open(change: Partial<S3Location> = {}, credentials: S3Credentials = s3.identity): Promise<BlobStore> {
  const location = { bucket: s3.bucket, prefix: "", region: "eu-test-1", endpoint: s3.endpoint, pathStyle: true };
  return s3BlobStore({
    location: { ...location, ...change },
    arrivingDirectory,
    credentials,
    patience: { attemptsMax: 1, idleTimeoutMs: 200, answerTimeoutMs: 1000 },
  });
}

test.each<[string, Partial<S3Location>, Partial<S3Credentials>, string]>([
  ["an unknown key id", {}, { accessKeyId: "NOBODY" }, "the credentials are wrong"],
  ["a wrong secret", {}, { secretAccessKey: "wrong-secret" }, "the credentials are wrong"],
  ["another region", { region: "us-test-9" }, {}, "it is in another region, or none was named"],
  ["another bucket", { bucket: "no-such-bucket" }, {}, "it does not exist"],
])(
  "%s is refused when the store is opened, by a sentence with bucket and endpoint",
  async (_title, place, who, why) => {
    const bucket = place.bucket ?? s3.bucket;

    const error: unknown = await open(place, { ...s3.identity, ...who }).catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      code: "ECONFIG",
      message: `The bucket \`${bucket}\` at \`${s3.endpoint}\` cannot be used: ${why}`,
      hint: expect.any(String),
      bucket,
      endpoint: s3.endpoint,
    });
    expect(inspect(error, { depth: 9 })).not.toContain("secret");
  },
);

test("a bucket that is not reachable is unavailable, by a sentence with bucket and endpoint", async () => {
  const gone = createServer().listen(0, "127.0.0.1");
  await once(gone, "listening");
  const { port } = gone.address() as { port: number };
  gone.close();
  const endpoint = `http://127.0.0.1:${port}`;

  await expect(open({ endpoint })).rejects.toMatchObject({
    code: "EUNAVAILABLE",
    message: `The bucket \`larder-blobs\` at \`${endpoint}\` cannot be reached: \`ECONNREFUSED\``,
  });
});

test.each([
  ["slow-down", "EUNAVAILABLE", "it answers `503 SlowDown`"],
  ["internal-error", "EUNAVAILABLE", "it answers `500 InternalError`"],
  ["silence", "EUNAVAILABLE", "`TimeoutError`"],
  ["cut", "EUNAVAILABLE", "`ECONNRESET`"],
  ["access-denied", "ECONFIG", "the credentials do not allow this"],
] as const)("%s becomes %s in every method, never a claim about the blob", async (fault, code, reason) => {
  const store = await open();
  const { integrity } = await store.receive(chunksOf("jam"), { bytesMax: 9 });
  for (const operation of ["HeadObject", "DeleteObject", "ListObjectsV2"] as const) s3.fail(operation, fault, 1);

  const seen = { code, message: expect.stringContaining(reason) };
  await expect(store.delete(integrity)).rejects.toMatchObject(seen);
  await expect(collect(store.list())).rejects.toMatchObject(seen);
  await expect(store.has(integrity)).rejects.toMatchObject({ code });
  s3.fail("HeadObject", fault, 1);
  await expect(store.open(integrity)).rejects.toMatchObject({ code });
});

test("missing credentials are named as such", async () => {
  const location = { bucket: s3.bucket, prefix: "", region: "eu-test-1", endpoint: s3.endpoint, pathStyle: true };
  const nothing = { AWS_EC2_METADATA_DISABLED: "true", AWS_CONFIG_FILE: "/none", AWS_SHARED_CREDENTIALS_FILE: "/none" };
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, nothing);
  try {
    await expect(s3BlobStore({ location, arrivingDirectory })).rejects.toMatchObject({
      code: "ECONFIG",
      message: expect.stringContaining("no credentials were found"),
      hint: expect.stringContaining("AWS_ACCESS_KEY_ID"),
    });
  } finally {
    for (const name of Object.keys(nothing)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test.each([
  [501, "NotImplemented", "ECONFIG"],
  [429, "TooManyRequests", "EUNAVAILABLE"],
  [504, "GatewayTimeout", "EUNAVAILABLE"],
  [301, "UnknownError", "ECONFIG"],
  [400, "InvalidRequest", "ECONFIG"],
])("an answer %i %s is %s", (httpStatusCode, name, code) => {
  const answer = Object.assign(new Error("what was signed"), { name, $metadata: { httpStatusCode } });

  const explained = explainS3Error(answer, {
    bucket: "blobs",
    prefix: "",
    region: "eu-1",
    endpoint: undefined,
    pathStyle: false,
  });

  expect(explained).toMatchObject({ code, endpoint: "AWS in eu-1" });
  expect(inspect(explained, { depth: 9 })).not.toContain("what was signed");
});

test("a bug stays a bug, and an object that is not there is no failure of the store", () => {
  const location = { bucket: "blobs", prefix: "", region: undefined, endpoint: undefined, pathStyle: false };
  const bug = new TypeError("undefined is not a function");
  const missing = Object.assign(new Error("missing"), { name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });

  expect([explainS3Error(bug, location), explainS3Error(missing, location)]).toEqual([bug, missing]);
});
