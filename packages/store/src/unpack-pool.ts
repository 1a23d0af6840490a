import { Worker } from "node:worker_threads";

import { BadArchiveError } from "@larder/tarball/unpack";

import { type UnpackAnswer, unpackArchive, type UnpackJob } from "./unpack-archive.ts";

/** What a thread is asked. */
export type UnpackAsked = { readonly number: number; readonly job: UnpackJob };

/** What a thread answers. */
export type UnpackAnswered =
  | { readonly number: number; readonly answer: UnpackAnswer; readonly failure?: undefined }
  | { readonly number: number; readonly failure: UnpackFailure };

/** An error as it travels between threads. */
export type UnpackFailure =
  | { readonly type: "archive"; readonly entry: string | undefined; readonly reason: string }
  | { readonly type: "other"; readonly message: string; readonly facts: object };

type Waiting = { readonly resolve: (answer: UnpackAnswer) => void; readonly reject: (error: unknown) => void };

type Thread = { readonly worker: Worker; readonly waiting: Map<number, Waiting>; waitingBytes: number };

const ownMax = 8;
const ownBytesMax = 256 * 1024;

/**
 * Threads that unpack archives, since most of that is waiting for the disk's many small calls. They start with
 * the first archive, and keep the process alive only while they have work.
 */
export class UnpackPool {
  readonly #size: number;
  readonly #threads: Thread[] = [];
  #last = 0;
  #own = 0;

  /** With a `size` of 0 the caller's own thread does it. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Starts the threads before there is anything to do: it takes them as long as a few small archives. */
  start(): void {
    while (this.#threads.length < this.#size) this.#startThread().worker.unref();
  }

  /** As `unpackArchive`. The bytes of the archive move to the thread: they may be gone here. */
  async unpack(job: UnpackJob): Promise<UnpackAnswer> {
    if (this.#size === 0 || this.#isQuicklyDone(job)) return await unpackArchive(job);
    const thread = this.#pickThread();
    const number = (this.#last += 1);
    const { promise, resolve, reject } = Promise.withResolvers<UnpackAnswer>();
    const bytes = typeof job.archive === "string" ? 0 : job.archive.byteLength;
    thread.waiting.set(number, { resolve, reject });
    thread.waitingBytes += bytes;
    thread.worker.ref();
    const asked: UnpackAsked = { number, job };
    thread.worker.postMessage(asked, typeof job.archive === "string" ? [] : [job.archive.buffer as ArrayBuffer]);
    try {
      return await promise;
    } finally {
      thread.waitingBytes -= bytes;
      if (thread.waiting.size === 0) thread.worker.unref();
    }
  }

  /** Ends all threads; what they were doing fails. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  /** A thread takes longer to start than a few small archives take here. */
  #isQuicklyDone({ archive }: UnpackJob): boolean {
    if (typeof archive === "string" || archive.byteLength > ownBytesMax || this.#own >= ownMax) return false;
    this.#own += 1;
    return true;
  }

  /** The one with the least to do; a new one while there may be more and all have something. */
  #pickThread(): Thread {
    const idle = this.#threads.find(({ waiting }) => waiting.size === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#size) return this.#startThread();
    return this.#threads.reduce((least, thread) => (thread.waitingBytes < least.waitingBytes ? thread : least));
  }

  #startThread(): Thread {
    // Beside this file, under whichever name a build gave to both. Arguments of the process may load what it does not need.
    const file = new URL(`./unpack-worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
    const thread: Thread = { worker: new Worker(file, { execArgv: [] }), waiting: new Map(), waitingBytes: 0 };
    const fail = (error: unknown): void => {
      const at = this.#threads.indexOf(thread);
      if (at !== -1) this.#threads.splice(at, 1);
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    thread.worker.on("message", (answered: UnpackAnswered) => settle(thread, answered));
    thread.worker.on("error", fail);
    thread.worker.on("exit", () => {
      if (thread.waiting.size > 0) fail(new Error("A thread that unpacks archives has ended"));
    });
    this.#threads.push(thread);
    return thread;
  }
}

function settle(thread: Thread, answered: UnpackAnswered): void {
  const waiting = thread.waiting.get(answered.number);
  thread.waiting.delete(answered.number);
  if (answered.failure === undefined) waiting?.resolve(answered.answer);
  else waiting?.reject(errorOf(answered.failure));
}

function errorOf(failure: UnpackFailure): Error {
  if (failure.type === "archive") return new BadArchiveError(failure.entry, failure.reason);
  return Object.assign(new Error(failure.message), failure.facts);
}
