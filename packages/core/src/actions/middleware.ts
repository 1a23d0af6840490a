import type { Caller } from "@larder/sdk";

import type { RegisteredAction } from "./action.ts";
import type { CallOrigin } from "./call-origin.ts";
import type { Trace } from "./trace.ts";

/** A call, as the steps on its way see it. */
export type ActionCall = {
  readonly action: RegisteredAction;
  readonly input: unknown;
  readonly origin: CallOrigin;
  readonly caller: Caller;
  readonly trace: Trace;
};

/** What a call goes on to. */
export type Step = (call: ActionCall) => Promise<unknown>;

/**
 * A step of one's own on the way of every call: returns what `next` returns, or something else, or throws.
 *
 * It may hand on another input, or call `next` not at all.
 */
export type Middleware = (call: ActionCall, next: Step) => Promise<unknown>;

/** Steps of one's own before one of ours; they may come and go while calls are on their way. */
export type Steps = {
  readonly run: Step;
  /** Adds a step after those that were added before. Returns how to take it out. */
  add(step: Middleware): () => void;
};

/** Returns no steps before `last`. */
export function stepsBefore(last: Step): Steps {
  const added = new Set<Middleware>();
  let first = last;

  function arrange(): void {
    first = [...added].reduceRight<Step>((next, step) => async (call) => await step(call, next), last);
  }

  return {
    run: (call) => first(call),
    add(step) {
      // A wrapper of its own: the same step may be added twice, and each is taken out alone.
      const own: Middleware = (call, next) => step(call, next);
      added.add(own);
      arrange();
      return () => {
        added.delete(own);
        arrange();
      };
    },
  };
}
