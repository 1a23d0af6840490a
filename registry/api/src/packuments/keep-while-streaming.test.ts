// SPEC.md §12, classes of vulnerabilities. Rule ids in titles refer to it.
import { type Integrity, integrityOfSha512 } from "@larder/package-spec";
import { memoryBlobStore } from "@larder/registry-storage";
import { createHash } from "node:crypto";
import { setImmediate as others } from "node:timers/promises";
import { expect, test } from "vitest";

import { keepWhileStreaming } from "./keep-while-streaming.ts";

const chunks = ["begins, ", "goes on, ", "ends"].map((text) => new TextEncoder().encode(text));
const whole = "begins, goes on, ends";

async function* arriveSlowly(): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    yield chunk;
    await others();
  }
}

/** Passes an archive on to a reader that takes each chunk at once, and returns what it got and how that ended. */
async function readPassing(integrity: Integrity): Promise<{ readonly read: string; readonly error: string }> {
  const storage = memoryBlobStore();
  const stream = keepWhileStreaming(arriveSlowly(), {
    what: "ms-1.0.0.tgz",
    uplinkName: "npm",
    source: { url: "https://packages.example/ms-1.0.0.tgz", integrity },
    receive: (bytes) => storage.receive(bytes, { bytesMax: 1000 }),
    onKept: () => Promise.resolve(),
    onEnd: () => undefined,
  });

  let read = "";
  try {
    for await (const chunk of stream) read += new TextDecoder().decode(chunk);
    return { read, error: "" };
  } catch (error) {
    return { read, error: String(error) };
  }
}

test("[O2] [S1] a reader has the last bytes of an archive only when all of them are the promised ones", async () => {
  const promised = integrityOfSha512(createHash("sha512").update(whole).digest("base64"));
  const other = integrityOfSha512(createHash("sha512").update("anything else").digest("base64"));

  expect(await readPassing(promised)).toEqual({ read: whole, error: "" });
  expect(await readPassing(other)).toEqual({
    read: "begins, goes on, ",
    error: expect.stringContaining("sent other bytes for `ms-1.0.0.tgz`"),
  });
});
