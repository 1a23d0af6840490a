import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startS3Double } from "@larder/registry-storage/testing";
import { expect, onTestFinished, test } from "vitest";

import { newWorkplace, type Workplace } from "./testing/larder-process.ts";

const serve = ["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", "data"];

async function publishThemes(place: Workplace, registry: string): Promise<void> {
  await place.run(["user", "add", "ada", "--data", "data"], "correct horse battery\n");
  await place.run(["login", "--registry", registry, "--user", "ada"], "correct horse battery\n");
  const folder = join(place.directory, "paper-themes");
  await mkdir(join(folder, "themes"), { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "paper-themes", version: "1.0.0", larder: {} }));
  await writeFile(join(folder, "themes", "paper.toml"), 'name = "paper"\n');
  const { exitCode, stderr } = await place.run(["publish", "paper-themes", "--registry", registry]);
  if (exitCode !== 0) throw new Error(stderr);
}

async function writeCredentials(place: Workplace, keyId: string, secret: string): Promise<void> {
  await mkdir(join(place.directory, ".aws"), { recursive: true });
  const profile = `[default]\naws_access_key_id = ${keyId}\naws_secret_access_key = ${secret}\n`;
  await writeFile(join(place.directory, ".aws", "credentials"), profile);
}

test("with `--storage` a published tarball lies in the bucket, and is there for the next server", async () => {
  const s3 = await startS3Double();
  onTestFinished(() => s3.close());
  await using place = await newWorkplace();
  await writeCredentials(place, s3.identity.accessKeyId, s3.identity.secretAccessKey);
  const url = `s3://${s3.bucket}/npm?region=${s3.identity.region}&endpoint=${s3.endpoint}`;

  const first = await place.start([...serve, "--storage", url]);
  await publishThemes(place, first.url);
  await first.stop("SIGTERM");
  const second = await place.start([...serve, "--storage", url]);
  const answer = await fetch(`${second.url}/paper-themes/-/paper-themes-1.0.0.tgz`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const end = await second.stop("SIGTERM");

  expect(first.data).toMatchObject({ storage: "s3://larder-blobs/npm/" });
  expect([...s3.objects.keys()]).toEqual([expect.stringMatching(/^npm\/sha512\/[0-9a-f/]+$/)]);
  expect([answer.status, bytes]).toEqual([200, [...s3.objects.values()][0]?.bytes]);
  expect(existsSync(join(place.directory, "data", "blobs"))).toBe(false);
  expect(await readdir(join(place.directory, "data", "arriving"))).toEqual([]);
  expect(end.exitCode).toBe(0);
});

test("a bucket that refuses ends the start with a sentence that shows no secret", async () => {
  const s3 = await startS3Double();
  onTestFinished(() => s3.close());
  await using place = await newWorkplace();
  await writeCredentials(place, s3.identity.accessKeyId, "hunter2");
  const url = `s3://${s3.bucket}?region=${s3.identity.region}&endpoint=${s3.endpoint}`;

  // The credentials are those of the home of a process.
  const { exitCode, stdout, stderr, document } = await place.runProcess([...serve, "--storage", url, "--json"]);

  expect(exitCode).toBe(2);
  expect(document()).toMatchObject({
    error: {
      code: "ECONFIG",
      summary: `The bucket \`${s3.bucket}\` at \`${s3.endpoint}\` cannot be used: the credentials are wrong`,
    },
  });
  expect(stdout + stderr).not.toContain("hunter2");
});
