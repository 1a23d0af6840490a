import type { Worker } from "node:worker_threads";

import { BadArchiveError } from "@larder/tarball/unpack";

import { type UnpackAnswer, unpackArchive, type UnpackJob } from "./unpack-archive.ts";
import { takeUnpackThread } from "./unpack-threads.ts";

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

/** More is never unpacked by the caller's own thread, which has to hear what arrives. */
const ownBytesMax = 2 * 1024 * 1024;
/** What has to wait for a thread to be worth its start: the first takes that off the caller, another one shares it. */
const waitingBytesMin = { first: 256 * 1024, another: 4 * 1024 * 1024 };
/** One that a thread works on, and one that it need not wait for afterwards. */
const givenMax = 2;
/** So many threads are helped: with more of them there is so much that the caller has enough to do without. */
const helpedMax = 1;
/** With fewer left a thread that is helped gets one at a time: what it has not begun the caller may do. */
const plentyMin = 8;

/**
 * Threads that unpack archives, since most of that is waiting for the disk's many small calls. They start when enough
 * waits for them, and keep the process alive only while they have work.
 *
 * A thread is given an archive when it is about to have nothing to do, the largest first: how long one takes is not
 * known before, and what waits for one thread while another is idle is lost time. The caller's own thread helps a
 * single one with the smallest, between what else it has to do.
 */
export class UnpackPool {
  readonly #size: number;
  readonly #threads: Thread[] = [];
  readonly #queue: Waiting[] = [];
  #last = 0;
  #isHelping = false;

  /** With a `size` of 0 the caller's own thread does it. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Starts a thread before there is anything to do: it takes that as long as a few small archives. */
  start(): void {
    if (this.#size > 0 && this.#threads.length === 0) this.#startThread().worker.unref();
  }

  /** As `unpackArchive`. The bytes of the archive move to a thread: they may be gone here. */
  async unpack(job: UnpackJob): Promise<UnpackAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<UnpackAnswer>();
    this.#queue.push({ job, resolve, reject });
    this.#giveOut();
    return await promise;
  }

  /** Fails what no thread was given yet. */
  dropQueue(): void {
    for (const { reject } of this.#queue.splice(0)) reject(new Error(ended));
  }

  /** Ends all threads; what they were doing fails, and so does what waits for them. Those that do nothing end later. */
  async close(): Promise<void> {
    this.dropQueue();
    const threads = this.#threads.splice(0);
    for (const { worker, given } of threads) if (given.size === 0) void worker.terminate();
    const busy = threads.filter(({ given }) => given.size > 0);
    await Promise.all(busy.map(({ worker }) => worker.terminate()));
  }

  #giveOut(): void {
    while (this.#queue.length > 0) {
      const thread = this.#pickThread();
      if (thread === undefined) break;
      this.#give(thread, take(this.#queue, findLargest(this.#queue)));
    }
    this.#help();
  }

  /** Unpacks here the smallest of what waits, then hears what has arrived meanwhile. */
  #help(): void {
    if (this.#isHelping || this.#queue.length === 0 || this.#threads.length > helpedMax) return;
    this.#isHelping = true;
    setImmediate(() => {
      this.#isHelping = false;
      const smallest = findSmallest(this.#queue);
      if (this.#size > 0 && bytesOf(this.#queue[smallest]) > ownBytesMax) return;
      const waiting = take(this.#queue, smallest);
      if (waiting === undefined) return;
      const goOn = (): void => this.#giveOut();
      void unpackArchive(waiting.job).then(waiting.resolve, waiting.reject).finally(goOn);
    });
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
    if (this.#threads.length < this.#size && this.#isThreadWorthIt()) return this.#startThread();
    const mayWait = this.#threads.length > helpedMax || this.#queue.length >= plentyMin;
    return mayWait && least !== undefined && least.given.size < givenMax ? least : undefined;
  }

  #isThreadWorthIt(): boolean {
    const { first, another } = waitingBytesMin;
    const waiting = this.#queue.reduce((bytes, one) => bytes + bytesOf(one), 0);
    return waiting > (this.#threads.length === 0 ? first : another);
  }

  #startThread(): Thread {
    const thread: Thread = { worker: takeUnpackThread(), given: new Map() };
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

function take(queue: Waiting[], at: number): Waiting | undefined {
  return queue.splice(at, 1)[0];
}

function findLargest(queue: readonly Waiting[]): number {
  let largest = 0;
  for (let at = 1; at < queue.length; at += 1) if (bytesOf(queue[at]) > bytesOf(queue[largest])) largest = at;
  return largest;
}

function findSmallest(queue: readonly Waiting[]): number {
  let smallest = 0;
  for (let at = 1; at < queue.length; at += 1) if (bytesOf(queue[at]) < bytesOf(queue[smallest])) smallest = at;
  return smallest;
}

/** What is in a file is large, or came when memory was full and has waited since. */
function bytesOf(waiting: Waiting | undefined): number {
  if (waiting === undefined) return 0;
  const { archive } = waiting.job;
  return typeof archive === "string" ? Infinity : archive.byteLength;
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
