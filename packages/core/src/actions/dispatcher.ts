import { fullNameOf, type RegisteredAction } from "./action.ts";
import type { ActionCatalog } from "./action-catalog.ts";
import type { CallCounts } from "./call-counts.ts";
import { assertCaller, assertRight } from "./caller-policy.ts";
import { type CallOrigin, callerOf } from "./call-origin.ts";
import { type ActionCall, type Middleware, type Step, stepsBefore } from "./middleware.ts";
import type { RateLimits } from "./rate-limits.ts";
import { retryAttempts } from "./retry-attempts.ts";
import { runAttempt } from "./run-attempt.ts";
import { nextTrace } from "./trace.ts";

/** The one way to every action. */
export type Dispatcher = {
  /** Calls the action that `name` means to the caller and returns its output. Throws the errors of `action-errors.ts`. */
  call(name: string, input: unknown, origin: CallOrigin): Promise<unknown>;
  /** The same for an action that is already found. */
  run(action: RegisteredAction, input: unknown, origin: CallOrigin): Promise<unknown>;
  /**
   * Adds a step before all others, or as the last one before the handler is tried; of several, the one that was added
   * first comes first. Returns how to take it out.
   */
  use(step: Middleware, place: "first" | "last"): () => void;
};

/** What a dispatcher stands on. */
export type DispatcherOptions = {
  readonly catalog: ActionCatalog;
  readonly rateLimits: RateLimits;
  readonly counts: CallCounts;
  /** Told what an action threw that its author did not foresee; callers never are. */
  readonly onCrash: (call: ActionCall, failure: unknown) => void;
};

/**
 * Returns the dispatcher over `catalog`: caller policy, tracing, rate limit, permission and access, validation, retry
 * and timeout, handler, validation. Every door calls through it, so none can forget a step.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { catalog } = options;
  const lastSteps = stepsBefore((call) => runAction(call, options));
  const firstSteps = stepsBefore((call) => admit(call, lastSteps.run, options));

  /** A door may have found an action before its package was reloaded. */
  function findAgain(found: RegisteredAction, origin: CallOrigin): RegisteredAction {
    const current = catalog.get(fullNameOf(found.base ?? found), origin.package);
    return found.base === undefined ? current : (current.named?.(found.operation) ?? current);
  }

  async function run(find: () => RegisteredAction, input: unknown, origin: CallOrigin): Promise<unknown> {
    const action = find();
    const end = action.begin?.();
    try {
      const trace = nextTrace(origin.trace);
      return await firstSteps.run({ action, input: input ?? {}, origin, caller: callerOf(origin), trace });
    } finally {
      end?.();
    }
  }

  return {
    run: (found, input, origin) => run(() => findAgain(found, origin), input, origin),
    call: (name, input, origin) => run(() => catalog.get(name, origin.package), input, origin),
    use: (step, place) => (place === "first" ? firstSteps : lastSteps).add(step),
  };
}

/** Lets a call through to `next` that may be made, and counts it. */
async function admit(call: ActionCall, next: Step, { rateLimits, counts }: DispatcherOptions): Promise<unknown> {
  const { action, origin } = call;
  assertCaller(action, origin);
  const startedMs = performance.now();
  try {
    rateLimits.check(action);
    assertRight(action, origin);
    // Only now: who may not call uses up nobody's limit.
    rateLimits.count(action);
    const output = await next(call);
    counts.note(action.base ?? action, startedMs);
    return output;
  } catch (failure) {
    counts.note(action.base ?? action, startedMs, failure);
    throw failure;
  }
}

function runAction(call: ActionCall, { catalog, onCrash }: DispatcherOptions): Promise<unknown> {
  const { action, input, caller, trace, origin } = call;
  const registered = action.base ?? action;
  const lineage = { asker: origin.asker, tenant: origin.tenant, trace };
  return retryAttempts({
    action: action.name,
    policy: action.retry,
    isThere: () => catalog.find(fullNameOf(registered)) === registered,
    attempt: () => runAttempt(action, input, { caller, trace, lineage }, (cause) => onCrash(call, cause)),
  });
}
