import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { BlobStore, ReceivedBlob } from "../blob-store.ts";
import { describeBlobStore } from "../testing/blob-store-laws.ts";
import { bytesOf, chunksOf, collect } from "../testing/byte-sources.ts";
import { type S3Double, startS3Double } from "../testing/s3-double/start-s3-double.ts";
import { s3BlobStore, type S3BlobStoreOptions } from "./s3-blob-store.ts";

const mebibyte = 1024 * 1024;
const limit = { bytesMax: 100 * mebibyte };
/** Two parts of 5 MiB and a rest. */
const largeTexts = Array.from({ length: 12 }, () => "x".repeat(mebibyte));

let s3: S3Double;
let arriving: string;
beforeEach(async () => {
  s3 = await startS3Double({ pageMax: 2 });
  arriving = mkdtempSync(join(tmpdir(), "larder-arriving-"));
});
afterEach(async () => {
  await s3.close();
  rmSync(arriving, { recursive: true, force: true });
});

function open(changes: Partial<S3BlobStoreOptions> = {}): Promise<BlobStore> {
  return s3BlobStore({
    location: { bucket: s3.bucket, prefix: "team/", region: "eu-test-1", endpoint: s3.endpoint, pathStyle: true },
    arrivingDirectory: arriving,
    credentials: s3.identity,
    patience: { attemptsMax: 2, idleTimeoutMs: 300, answerTimeoutMs: 2000 },
    partBytes: 5 * mebibyte,
    ...changes,
  });
}

async function keepIn(store: BlobStore, ...texts: string[]): Promise<ReceivedBlob> {
  const received = await store.receive(chunksOf(...texts), limit);
  await received.keep();
  return received;
}

async function textIn(store: BlobStore, { integrity }: ReceivedBlob): Promise<string | undefined> {
  const opened = await store.open(integrity);
  return opened && (await bytesOf(opened.stream())).toString();
}

function operations(): string[] {
  return s3.asked.map(({ operation }) => operation);
}

describeBlobStore("s3BlobStore", () => open());

test("a blob lies under the prefix and the hex of its sha512, and leaves no file behind", async () => {
  const store = await open();
  const { integrity } = await keepIn(store, "jam");

  const hex = Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
  expect([...s3.objects.keys()]).toEqual([`team/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex}`]);
  expect(readdirSync(arriving)).toEqual([]);
});

test("all blobs are listed, page after page, and nothing else that is in the bucket", async () => {
  const store = await open();
  const kept = await Promise.all(["jam", "honey", "salt", "rice", "oats"].map((text) => keepIn(store, text)));
  const [foreign] = s3.objects.values();
  if (foreign === undefined) throw new Error("nothing was kept");
  s3.objects.set("team/sha512/ab/cd/README", foreign);
  s3.objects.set("sha512/of/another/prefix", foreign);
  s3.objects.set(`team/sha512/ab/cd/${"0".repeat(128)}`, foreign);

  const listed = await collect(store.list());

  expect(listed.map(({ integrity }) => integrity).toSorted()).toEqual(
    kept.map(({ integrity }) => integrity).toSorted(),
  );
  expect(operations().filter((operation) => operation === "ListObjectsV2").length).toBeGreaterThan(3);
});

test("a blob above the size of a part goes up in parts, with no more than one in memory", async () => {
  const store = await open();
  const large = await keepIn(store, ...largeTexts);

  expect(s3.asked.filter(({ operation }) => operation === "UploadPart").map(({ bytes }) => bytes)).toEqual([
    5 * mebibyte,
    5 * mebibyte,
    2 * mebibyte,
  ]);
  expect(s3.uploads.size).toBe(0);
  expect(await textIn(store, large)).toBe(largeTexts.join(""));
});

test.each([
  ["PutObject", "slow-down", 1],
  ["PutObject", "internal-error", 1],
  ["PutObject", "cut", 1],
  ["PutObject", "lost-acknowledgement", 1],
  ["PutObject", "lost-acknowledgement", 2],
  ["PutObject", "silence", 1],
  ["HeadObject", "slow-down", 1],
  ["GetObject", "slow-down", 1],
  ["GetObject", "cut", 1],
  ["GetObject", "cut-body", 2],
] as const)("a blob is kept and read although %s meets %s %i times", async (operation, fault, times) => {
  const store = await open();
  s3.fail(operation, fault, times);

  const received = await keepIn(store, "strawberry jam");

  expect(await textIn(store, received)).toBe("strawberry jam");
  expect(readdirSync(arriving)).toEqual([]);
});

test.each([
  ["CreateMultipartUpload", "lost-acknowledgement", 1],
  ["UploadPart", "lost-acknowledgement", 1],
  ["UploadPart", "slow-down", 1],
  ["CompleteMultipartUpload", "internal-error", 1],
  // The second try is told that there is no such upload: the first one was heard.
  ["CompleteMultipartUpload", "lost-acknowledgement", 1],
  ["CompleteMultipartUpload", "lost-acknowledgement", 2],
] as const)("a blob in parts is kept although %s meets %s %i times", async (operation, fault, times) => {
  const store = await open();
  s3.fail(operation, fault, times);

  const received = await keepIn(store, ...largeTexts);

  expect((await textIn(store, received))?.length).toBe(12 * mebibyte);
});

test("an upload in parts that fails is given up, and its blob may be kept again or discarded", async () => {
  const store = await open();
  const received = await store.receive(chunksOf(...largeTexts), limit);
  s3.fail("UploadPart", "cut", 2);

  await expect(received.keep()).rejects.toMatchObject({ code: "EUNAVAILABLE" });
  expect([s3.uploads.size, s3.objects.size]).toEqual([0, 0]);
  expect((await bytesOf(received.read())).byteLength).toBe(12 * mebibyte);

  await received.keep();
  expect(await store.has(received.integrity)).toBe(true);
  expect(readdirSync(arriving)).toEqual([]);
});

test("an upload that cannot even be given up fails with its own error", async () => {
  const store = await open();
  await using received = await store.receive(chunksOf(...largeTexts), limit);
  s3.fail("UploadPart", "access-denied");
  s3.fail("AbortMultipartUpload", "slow-down", 2);

  await expect(received.keep()).rejects.toThrow("the credentials do not allow this");
  expect(s3.uploads.size).toBe(1);
});

test("a blob is not said to be kept when the store never took it", async () => {
  const store = await open();
  await using received = await store.receive(chunksOf("jam"), limit);
  s3.fail("PutObject", "cut", 2);

  await expect(received.keep()).rejects.toMatchObject({ code: "EUNAVAILABLE" });

  expect(s3.objects.size).toBe(0);
  await received.discard();
  expect(readdirSync(arriving)).toEqual([]);
});

test("a download that breaks off goes on where it was, and ends with an error when it never gets further", async () => {
  const store = await open();
  const received = await keepIn(store, "strawberry jam");
  s3.fail("GetObject", "cut-body");

  expect(await textIn(store, received)).toBe("strawberry jam");
  expect(s3.asked.filter(({ operation }) => operation === "GetObject").map(({ range }) => range)).toEqual([
    undefined,
    "bytes=7-",
  ]);

  s3.fail("GetObject", "cut", 99);
  await expect(textIn(store, received)).rejects.toMatchObject({ code: "EUNAVAILABLE" });
});

test("a reader that is slower than the idle timeout gets all bytes", async () => {
  const store = await open({ patience: { idleTimeoutMs: 100 } });
  const large = await keepIn(store, ...largeTexts);
  const opened = await store.open(large.integrity);
  const reader = opened?.stream().getReader();

  let size = (await reader?.read())?.value?.byteLength ?? 0;
  await new Promise((wake) => setTimeout(wake, 400));
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    size += next.value.byteLength;
  }

  expect(size).toBe(12 * mebibyte);
  expect(operations().filter((operation) => operation === "GetObject").length).toBeGreaterThan(1);
});

test("a reader that leaves closes its connection, and no other one is made", async () => {
  const store = await open();
  const large = await keepIn(store, ...largeTexts);
  const opened = await store.open(large.integrity);
  const reader = opened?.stream().getReader();
  await reader?.read();

  await reader?.cancel();
  const again = opened && (await bytesOf(opened.stream()));

  expect(again?.byteLength).toBe(12 * mebibyte);
  expect(operations().filter((operation) => operation === "GetObject")).toHaveLength(2);
});

test("a blob that is shorter in the store than it was ends in an error, never in other bytes", async () => {
  const store = await open();
  const received = await keepIn(store, "strawberry jam");
  const opened = await store.open(received.integrity);
  for (const [key, object] of s3.objects) s3.objects.set(key, { ...object, bytes: Buffer.from("straw") });

  await expect(opened && bytesOf(opened.stream())).rejects.toThrow("416 InvalidRange");
});

test("opening gives up the uploads that died a day ago, and leaves those that run", async () => {
  for (const [id, ageHours] of [
    ["a", 25],
    ["b", 1],
    ["c", 30],
    ["d", 48],
    ["e", 0],
  ] as const) {
    const initiatedAt = new Date(Date.now() - ageHours * 3_600_000);
    s3.uploads.set(id, { key: `team/sha512/ab/cd/${id}`, initiatedAt, parts: new Map() });
  }

  await open();

  expect([...s3.uploads.keys()]).toEqual(["b", "e"]);
});
