import { parentPort } from "node:worker_threads";

import { BadArchiveError } from "@larder/tarball/unpack";

import { unpackArchive } from "./unpack-archive.ts";
import type { UnpackAnswered, UnpackAsked, UnpackFailure } from "./unpack-pool.ts";

/* The file that a thread of the pool runs: one archive after the other, in the order in which they come. */

if (parentPort === null) throw new Error("This file runs in a worker thread");
const port = parentPort;

let last: Promise<void> = Promise.resolve();
port.on("message", (asked: UnpackAsked) => {
  last = last.then(async () => port.postMessage(await answer(asked)));
});

async function answer({ number, job }: UnpackAsked): Promise<UnpackAnswered> {
  try {
    return { number, answer: await unpackArchive(job) };
  } catch (error) {
    return { number, failure: describeFailure(error) };
  }
}

/** An error loses its class and its code on the way to another thread. */
function describeFailure(error: unknown): UnpackFailure {
  if (error instanceof BadArchiveError) return { type: "archive", entry: error.entry, reason: error.reason };
  if (!(error instanceof Error)) return { type: "other", message: String(error), facts: {} };
  const { message, stack } = error;
  return { type: "other", message, facts: { ...Object.fromEntries(Object.entries(error)), stack } };
}
