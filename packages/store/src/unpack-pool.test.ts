import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { BadArchiveError, packTarball } from "@larder/tarball";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { UnpackJob } from "./unpack-archive.ts";
import { UnpackPool } from "./unpack-pool.ts";
import { prepareUnpackThread, takeUnpackThread } from "./unpack-threads.ts";

let directory: string;
let pool: UnpackPool;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "larder-pool-"));
  await writeFile(join(directory, "file"), "");
});
afterEach(async () => {
  await pool.close();
  await rm(directory, { recursive: true, force: true });
});

const many = Array.from({ length: 30 }, (_, at) => at);

describe.each([
  ["two threads", 2],
  ["no thread", 0],
])("with %s", (_title, size) => {
  beforeEach(() => {
    pool = new UnpackPool(size);
  });

  test("archives are unpacked, and their commands may run", async () => {
    const answers = await Promise.all(many.map(async (at) => pool.unpack(await jobOf(at))));

    for (const at of many) {
      expect(await readFile(join(directory, String(at), "cli.js"), "utf8")).toBe(`// ${at}`);
      const answer = answers[at];
      const files: unknown = answer?.type === "unpacked" ? JSON.parse(answer.filesText) : undefined;
      expect(files).toMatchObject([
        { path: "package.json", executable: false },
        { path: "cli.js", executable: true, size: `// ${at}`.length },
      ]);
      expect(answer).toMatchObject({ bins: [{ command: "run", path: "cli.js" }] });
    }
  });

  test("each failure is that of its own archive, in its own words", async () => {
    const outcomes = await Promise.allSettled(
      many.map(async (at) => {
        const job = await jobOf(at);
        if (at % 10 === 7) return await pool.unpack({ ...job, sha512: sha512Of(Buffer.from("other")) });
        if (at % 10 === 8) return await pool.unpack(verified(job, Buffer.from("no archive")));
        if (at % 10 === 9) return await pool.unpack({ ...job, directory: join(directory, "file", "below") });
        return await pool.unpack(job);
      }),
    );

    expect(outcomes.map(describeOutcome)).toEqual(many.map(expectedOf));
  });
});

test("what threads have not done when they are ended fails, and does not wait for ever", async () => {
  pool = new UnpackPool(1);
  const jobs = await Promise.all(many.map(jobOf));
  const unpacking = Promise.allSettled(jobs.map((job) => pool.unpack(job)));

  await pool.close();

  const outcomes = await unpacking;
  expect(outcomes.some(({ status }) => status === "rejected")).toBe(true);
});

test("what is large is left to a thread, which takes what was not unpacked here before it came", async () => {
  pool = new UnpackPool(1);
  const large = await packTarball([
    { path: "package.json", content: `{"name":"large","version":"1.0.0"}` },
    { path: "noise", content: randomBytes(2 * 1024 * 1024).toString("latin1") },
  ]);
  const jobs = [
    ...(await Promise.all(many.map(jobOf))),
    verified({ archive: large, directory: join(directory, "large") }, large),
  ];

  const answers = await Promise.all(jobs.map((job) => pool.unpack(job)));

  expect(answers.map(({ type }) => type)).toEqual(jobs.map(() => "unpacked"));
  // Whose bytes are gone has moved to another thread.
  expect(jobs.at(-1)?.archive.byteLength).toBe(0);
  expect(jobs.some(({ archive }) => archive.byteLength > 0)).toBe(true);
});

test("a pool that has ended leaves no thread that another one could be given", async () => {
  prepareUnpackThread();
  pool = new UnpackPool(1);
  pool.start();
  await pool.close();

  pool = new UnpackPool(1);
  pool.start();

  expect(await pool.unpack(await jobOf(1))).toMatchObject({ type: "unpacked" });
});

test("what no thread was given can be dropped, and what threads have goes on", async () => {
  pool = new UnpackPool(1);
  pool.start();
  const jobs = await Promise.all(many.map(jobOf));
  const unpacking = Promise.allSettled(jobs.map((job) => pool.unpack(job)));

  pool.dropQueue();

  // A thread has two, and nothing was unpacked without one yet.
  const unpacked = (await unpacking).map(({ status }) => status === "fulfilled");
  expect(unpacked).toEqual(many.map((at) => at < 2));
});

test("a thread is made ready once, and is given away once", async () => {
  pool = new UnpackPool(0);
  prepareUnpackThread();
  prepareUnpackThread();

  const taken = [takeUnpackThread(), takeUnpackThread()];

  expect(new Set(taken.map(({ threadId }) => threadId)).size).toBe(2);
  await Promise.all(taken.map((worker) => worker.terminate()));
});

async function jobOf(at: number): Promise<UnpackJob & { readonly archive: Uint8Array }> {
  const archive = await packTarball([
    { path: "package.json", content: `{"name":"p${at}","version":"1.0.0","bin":{"run":"cli.js"}}` },
    { path: "cli.js", content: `// ${at}` },
  ]);
  return verified({ archive, directory: join(directory, String(at)) }, archive);
}

function verified(job: Omit<UnpackJob, "sha512">, archive: Uint8Array): UnpackJob & { readonly archive: Uint8Array } {
  const own = new Uint8Array(archive);
  return { ...job, archive: own, sha512: sha512Of(own) };
}

function sha512Of(bytes: Uint8Array): string {
  return createHash("sha512").update(bytes).digest("base64");
}

function expectedOf(at: number): string {
  const outcomes = ["unpacked", "mismatch", "refused: BadArchiveError EBADARCHIVE ", "refused: Error ENOTDIR mkdir"];
  return outcomes[Math.max(0, (at % 10) - 6)] ?? "";
}

function describeOutcome(outcome: PromiseSettledResult<{ readonly type: string }>): string {
  if (outcome.status === "fulfilled") return outcome.value.type;
  const error: unknown = outcome.reason;
  const { code, syscall = "" } = error as NodeJS.ErrnoException;
  return `refused: ${error instanceof BadArchiveError ? "BadArchiveError" : "Error"} ${code} ${syscall}`;
}
