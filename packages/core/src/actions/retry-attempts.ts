import { setTimeout } from "node:timers/promises";

import type { RetryPolicy } from "./action.ts";
import { AllRetriesFailedError } from "./action-errors.ts";
import { findFailureWord } from "./failure-word.ts";

/** The longest pause between two tries. */
const pauseMsMax = 60_000;

/** One action that is tried. */
export type Attempts = {
  readonly action: string;
  readonly policy: RetryPolicy;
  readonly attempt: () => Promise<unknown>;
  /** False once the action is gone: nobody is left to be tried. */
  readonly isThere: () => boolean;
};

/**
 * Returns what the first try that succeeds returns. Only faults are tried again: whoever is refused, or told that
 * something is not there, would be told so again.
 *
 * Throws what the only try threw, or {@link AllRetriesFailedError} with the last failure as its cause.
 */
export function retryAttempts(attempts: Attempts): Promise<unknown> {
  return attempts.policy.attemptsMax <= 1 ? attempts.attempt() : attemptAgain(attempts);
}

async function attemptAgain({ action, policy, attempt, isThere }: Attempts): Promise<unknown> {
  const { attemptsMax, backoffMs } = policy;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (failure) {
      if (findFailureWord(failure) !== "exception") throw failure;
      if (attempts >= attemptsMax) throw new AllRetriesFailedError(action, attempts, failure);
      await setTimeout(pauseMs(backoffMs, attempts), undefined, { ref: false });
      if (!isThere()) throw new AllRetriesFailedError(action, attempts, failure);
    }
  }
}

/** The pause after so many tries: twice as long each time, up to a minute. */
export function pauseMs(backoffMs: number, attempts: number): number {
  return Math.min(backoffMs * 2 ** (attempts - 1), pauseMsMax);
}
