import type { PackageFrame, ResolveAnswer, ResolveRequestBody } from "@larder/registry-client";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

import { AskedDocuments, type DocumentKeys, type FindDocument } from "./asked-documents.ts";
import { EndingError, RefusedQuestionError, TooHardError, TooLargeError } from "./resolve-errors.ts";
import type { FromSolver, SolverSettings, ToSolver } from "./thread-messages.ts";

/** One thing to solve, for one caller. */
export type Question = {
  readonly body: ResolveRequestBody;
  readonly find: FindDocument;
  /** Hears which versions the answer will probably name. */
  readonly onGuesses?: ((packages: readonly PackageFrame[]) => void) | undefined;
  /** Ends when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
};

/** An answer, and the documents that it was made from: with the same ones, the same question has the same answer. */
export type Solved = { readonly answer: ResolveAnswer; readonly keys: DocumentKeys };

/** How long the thread may work on one question without a pause; it cannot be asked to stop. */
const workMsMax = 20_000;

/** What is in the heap of the thread besides documents: the largest graphs take some hundreds of megabytes. */
const heapMegabytesMax = 1536;

/** What one question may take. */
export type SolverLimits = { readonly workMsMax: number; readonly heapMegabytes: number };

type Open = {
  readonly question: Question;
  readonly documents: AskedDocuments;
  readonly resolve: (solved: Solved) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * The thread in which a registry solves, so that whoever reads packages is not kept waiting; started when it is first
 * needed. It keeps the documents that it was given lately.
 *
 * A question that keeps it busy for too long ends with the thread; the others are asked again in a new one.
 */
export class SolverThread {
  readonly #settings: SolverSettings;
  readonly #workMsMax: number;
  readonly #heapMegabytes: number;
  readonly #open = new Map<number, Open>();
  #worker: Worker | undefined;
  #lastId = 0;
  #busy: { readonly id: number; readonly timer: NodeJS.Timeout } | undefined;

  constructor(settings: SolverSettings, limits: Partial<SolverLimits> = {}) {
    this.#settings = settings;
    this.#workMsMax = limits.workMsMax ?? workMsMax;
    this.#heapMegabytes = limits.heapMegabytes ?? heapMegabytesMax;
  }

  /**
   * Solves one question. Rejects with {@link RefusedQuestionError}, {@link TooHardError}, {@link TooLargeError},
   * `TooManyPackagesError`, with what `find` rejects with for a document that is needed, and with the reason of `signal`.
   */
  solve(question: Question): Promise<Solved> {
    const { signal } = question;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      this.#ask({ question, documents: new AskedDocuments(question.find), resolve, reject });
      // By then it may have been asked again, under another id.
      const leave = (): void => {
        for (const [id, open] of this.#open) if (open.question === question) this.#leave(id, signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  /** Ends the thread. Questions that are open are rejected with {@link EndingError}. */
  async close(): Promise<void> {
    this.#stopWatch();
    const worker = this.#worker;
    this.#worker = undefined;
    for (const { reject } of this.#open.values()) reject(new EndingError());
    this.#open.clear();
    await worker?.terminate();
  }

  #ask(open: Open): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#open.set(id, open);
    this.#worker ??= this.#start();
    const { body, onGuesses } = open.question;
    this.#send({ type: "question", id, body, wantsGuesses: onGuesses !== undefined });
  }

  #start(): Worker {
    const worker = new Worker(fileURLToPath(import.meta.resolve("@larder/registry-api/solver-worker")), {
      name: "solver",
      workerData: this.#settings,
      resourceLimits: { maxOldGenerationSizeMb: this.#heapMegabytes },
      // What the thread is told comes in messages only.
      env: {},
      execArgv: [],
    });
    // A process that has nothing else to do may end.
    worker.unref();
    worker.on("message", (message: FromSolver) => {
      // What an ended thread still had to say is about questions that were asked again.
      if (this.#worker === worker) void this.#hear(message);
    });
    worker.on("error", (error) => {
      if (this.#worker === worker) this.#restart(isOutOfMemory(error) ? new TooLargeError(this.#heapMegabytes) : error);
    });
    return worker;
  }

  #send(message: ToSolver): void {
    this.#worker?.postMessage(message);
  }

  async #hear(message: FromSolver): Promise<void> {
    const { id } = message;
    if (message.type === "working") return this.#watch(id);
    if (message.type === "resting") return this.#stopWatch();
    const open = this.#open.get(id);
    if (open === undefined) return;
    try {
      if (message.type === "find") await this.#findFor(id, open, message.names);
      else if (message.type === "guesses") open.question.onGuesses?.(message.packages);
      else if (message.type === "read") {
        this.#send({ type: "documents", id, bytes: open.documents.bytesOf(message.keys) });
      } else this.#end(id, open, message);
    } catch (error) {
      this.#leave(id, error);
    }
  }

  async #findFor(
    id: number,
    { documents }: Open,
    names: Extract<FromSolver, { type: "find" }>["names"],
  ): Promise<void> {
    const { found, failed } = await documents.find(names);
    if (found.length > 0) this.#send({ type: "found", id, keys: found });
    if (failed.length > 0) this.#send({ type: "failed", id, names: failed });
  }

  #end(
    id: number,
    { documents, resolve, reject }: Open,
    message: Extract<FromSolver, { type: "answer" | "refusal" | "unavailable" | "bug" }>,
  ): void {
    this.#open.delete(id);
    if (message.type === "answer") resolve({ answer: message.answer, keys: documents.keys });
    else if (message.type === "refusal") reject(new RefusedQuestionError(message.refusal));
    else if (message.type === "unavailable") reject(documents.failureOf(message.name));
    else reject(Object.assign(new Error(message.message), { stack: message.stack }));
  }

  #leave(id: number, reason: unknown): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    this.#send({ type: "leave", id });
    open.reject(reason);
  }

  #watch(id: number): void {
    this.#stopWatch();
    const timer = setTimeout(() => this.#restart(new TooHardError(this.#workMsMax / 1000)), this.#workMsMax);
    timer.unref();
    this.#busy = { id, timer };
  }

  #stopWatch(): void {
    clearTimeout(this.#busy?.timer);
    this.#busy = undefined;
  }

  /** Ends the thread with the question that it works on, and asks the others again. */
  #restart(reason: unknown): void {
    const guilty = this.#busy?.id;
    const worker = this.#worker;
    this.#stopWatch();
    this.#worker = undefined;
    void worker?.terminate();
    const opened = [...this.#open];
    this.#open.clear();
    for (const [id, open] of opened) {
      if (id === guilty || guilty === undefined) open.reject(reason);
      else this.#ask({ ...open, documents: new AskedDocuments(open.question.find) });
    }
  }
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}
