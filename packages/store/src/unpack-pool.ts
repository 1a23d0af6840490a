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

/** A job that was not answered yet. */
type Waiting = {
  readonly job: UnpackJob;
  readonly resolve: (answer: UnpackAnswer) => void;
  readonly reject: (error: unknown) => void;
};

type Thread = { readonly worker: Worker; readonly given: Map<number, Waiting> };

const ownMax = 8;
const ownBytesMax = 256 * 1024;
/** One that a thread works on, and one that it need not wait for afterwards. */
const givenMax = 2;

/**
 * Threads that unpack archives, since most of that is waiting for the disk's many small calls. They start with
 * the first archive, and keep the process alive only while they have work.
 *
 * A thread is given an archive when it is about to have nothing to do, the largest first: how long one takes is not
 * known before, and what waits for one thread while another is idle is lost time.
 */
export class UnpackPool {
  readonly #size: number;
  readonly #threads: Thread[] = [];
  readonly #queue: Waiting[] = [];
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
    const { promise, resolve, reject } = Promise.withResolvers<UnpackAnswer>();
    this.#queue.push({ job, resolve, reject });
    this.#giveOut();
    return await promise;
  }

  /** Fails what no thread was given yet. */
  dropQueue(): void {
    for (const { reject } of this.#queue.splice(0)) reject(new Error(ended));
  }

  /** Ends all threads; what they were doing fails, and so does what waits for them. */
  async close(): Promise<void> {
    this.dropQueue();
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  /** A thread takes longer to start than a few small archives take here. */
  #isQuicklyDone({ archive }: UnpackJob): boolean {
    if (typeof archive === "string" || archive.byteLength > ownBytesMax || this.#own >= ownMax) return false;
    this.#own += 1;
    return true;
  }

  #giveOut(): void {
    while (this.#queue.length > 0) {
      const thread = this.#pickThread();
      if (thread === undefined) return;
      this.#give(thread, takeLargest(this.#queue));
    }
  }

  #give({ worker, given }: Thread, waiting: Waiting | undefined): void {
    if (waiting === undefined) return;
    const { job } = waiting;
    const number = (this.#last += 1);
    given.set(number, waiting);
    worker.ref();
    const asked: UnpackAsked = { number, job };
    worker.postMessage(asked, typeof job.archive === "string" ? [] : [job.archive.buffer as ArrayBuffer]);
  }

  /** One that is idle, else a new one while there may be more, else one that soon is; `undefined` while all are busy. */
  #pickThread(): Thread | undefined {
    const least = this.#threads.toSorted((left, right) => left.given.size - right.given.size)[0];
    if (least?.given.size === 0) return least;
    if (this.#threads.length < this.#size) return this.#startThread();
    return least !== undefined && least.given.size < givenMax ? least : undefined;
  }

  #startThread(): Thread {
    // Beside this file, under whichever name a build gave to both. Arguments of the process may load what it does not need.
    const file = new URL(`./unpack-worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
    const thread: Thread = { worker: new Worker(file, { execArgv: [] }), given: new Map() };
    const fail = (error: unknown): void => {
      const at = this.#threads.indexOf(thread);
      if (at !== -1) this.#threads.splice(at, 1);
      for (const { reject } of thread.given.values()) reject(error);
      thread.given.clear();
      // Others may do what waits; when none is left, it gets a new one.
      if (at !== -1) this.#giveOut();
    };
    thread.worker.on("message", (answered: UnpackAnswered) => {
      settle(thread, answered);
      if (thread.given.size === 0) thread.worker.unref();
      this.#giveOut();
    });
    thread.worker.on("error", fail);
    thread.worker.on("exit", () => {
      if (thread.given.size > 0) fail(new Error(ended));
    });
    this.#threads.push(thread);
    return thread;
  }
}

const ended = "A thread that unpacks archives has ended";

function takeLargest(queue: Waiting[]): Waiting | undefined {
  let [largest, bytesMax] = [0, -1];
  for (let at = 0; at < queue.length; at += 1) {
    const bytes = bytesOf(queue[at]?.job);
    if (bytes > bytesMax) [largest, bytesMax] = [at, bytes];
  }
  return queue.splice(largest, 1)[0];
}

/** What is in a file is large, or came when memory was full and has waited since. */
function bytesOf(job: UnpackJob | undefined): number {
  if (job === undefined) return 0;
  return typeof job.archive === "string" ? Infinity : job.archive.byteLength;
}

function settle(thread: Thread, answered: UnpackAnswered): void {
  const waiting = thread.given.get(answered.number);
  thread.given.delete(answered.number);
  if (answered.failure === undefined) waiting?.resolve(answered.answer);
  else waiting?.reject(errorOf(answered.failure));
}

function errorOf(failure: UnpackFailure): Error {
  if (failure.type === "archive") return new BadArchiveError(failure.entry, failure.reason);
  return Object.assign(new Error(failure.message), failure.facts);
}
