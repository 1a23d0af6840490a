import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { BadArchiveError, packTarball } from "@larder/tarball";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { UnpackJob } from "./unpack-archive.ts";
import { UnpackPool } from "./unpack-pool.ts";

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

/** More than are unpacked without a thread. */
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

test("what no thread was given can be dropped, and what threads have goes on", async () => {
  pool = new UnpackPool(1);
  const jobs = await Promise.all(many.map(jobOf));
  const unpacking = Promise.allSettled(jobs.map((job) => pool.unpack(job)));

  pool.dropQueue();

  // Eight are unpacked without a thread, and a thread has two.
  const unpacked = (await unpacking).map(({ status }) => status === "fulfilled");
  expect(unpacked).toEqual(many.map((at) => at < 10));
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
