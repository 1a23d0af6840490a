import type { ResolveAnswer } from "@larder/registry-client";
import pLimit from "p-limit";

import { AnswerCache, questionKey } from "./answer-cache.ts";
import { TooManyQuestionsError } from "./resolve-errors.ts";
import { type Question, SolverThread } from "./solver-thread.ts";

const mebibyte = 1024 * 1024;
const answerBytesMax = 32 * mebibyte;
const documentBytesMax = 384 * mebibyte;

/** Questions that are solved at once, and those that wait for that. */
const activeMax = 8;
const waitingMax = 200;

/** Answers what hosts want: as before when nothing has changed, else from a thread that solves. */
export class WantsResolver {
  readonly #answers = new AnswerCache(answerBytesMax);
  readonly #thread: SolverThread;
  readonly #limit = pLimit(activeMax);
  /** The question that is solved now → when that is over: who asks the same waits, and finds the answer. */
  readonly #flights = new Map<string, Promise<unknown>>();

  constructor({ publicUrl }: { readonly publicUrl: string }) {
    this.#thread = new SolverThread({ publicUrl, documentBytesMax });
  }

  /** Returns the answer to `question`. Throws {@link TooManyQuestionsError}, and what `SolverThread.solve` throws. */
  async resolve(question: Question): Promise<ResolveAnswer> {
    const key = questionKey(question.body);
    await this.#flights.get(key);
    const known = await this.#answers.find(key, question.find);
    if (known !== undefined) return known;
    if (this.#limit.pendingCount >= waitingMax) throw new TooManyQuestionsError();

    const solving = this.#limit(() => this.#thread.solve(question));
    const flight = solving.then(
      (solved) => this.#answers.put(key, solved),
      () => undefined,
    );
    this.#flights.set(key, flight);
    try {
      return (await solving).answer;
    } finally {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    }
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }
}
