import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";

import { openBlobStore } from "./open-blob-store.ts";
import { parseStorageUrl } from "./storage-url.ts";
import { bytesOf, chunksOf } from "./testing/byte-sources.ts";
import { startS3Double } from "./testing/s3-double/start-s3-double.ts";

function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "larder-blobs-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test("a directory and the memory are opened", async () => {
  const path = join(emptyDirectory(), "blobs");
  const stores = [await openBlobStore({ type: "directory", path }), await openBlobStore({ type: "memory" })];

  for (const store of stores) {
    const received = await store.receive(chunksOf("jam"), { bytesMax: 9 });
    await received.keep();
    expect(await store.has(received.integrity)).toBe(true);
  }
  expect(readdirSync(path).toSorted()).toEqual(["arriving", "sha512"]);
});

test("a bucket is opened with the credentials of the environment", async () => {
  const s3 = await startS3Double();
  onTestFinished(() => s3.close());
  vi.stubEnv("AWS_ACCESS_KEY_ID", s3.identity.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", s3.identity.secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const bucket = parseStorageUrl(`s3://${s3.bucket}/npm?region=${s3.identity.region}&endpoint=${s3.endpoint}`);

  const store = await openBlobStore({ type: "s3", bucket, arrivingDirectory: join(emptyDirectory(), "arriving") });
  const received = await store.receive(chunksOf("jam"), { bytesMax: 9 });
  await received.keep();

  expect([...s3.objects.keys()]).toEqual([expect.stringMatching(/^npm\/sha512\//)]);
  expect((await bytesOf(received.read())).toString()).toBe("jam");
});

test("importing the package does not load the client of object stores", () => {
  const index = JSON.stringify(new URL("index.ts", import.meta.url).href);
  const program = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const { openBlobStore } = await import(${index});
    await openBlobStore({ type: "memory" });
    const before = loaded.filter((url) => url.includes("aws-sdk")).length;
    await import(${JSON.stringify(new URL("s3/index.ts", import.meta.url).href)});
    console.log(JSON.stringify([before, loaded.filter((url) => url.includes("aws-sdk")).length > 0]));`;

  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });

  expect(JSON.parse(printed)).toEqual([0, true]);
});
