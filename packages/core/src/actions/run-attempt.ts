import { ExpectedError } from "@larder/errors";

import type { Call, RegisteredAction } from "./action.ts";
import { ActionCrashedError, ActionFailedError, ActionTimeoutError, InvalidValueError } from "./action-errors.ts";
import { boundFailure } from "./bound-failure.ts";
import { copyData } from "./copy-data.ts";

/** What an attempt carries, but for its end. */
export type AttemptCall = Omit<Call, "signal">;

/**
 * Calls `action` once: validation, handler, validation, all within its time. Returns the output.
 *
 * Throws {@link ActionCrashedError} for what the author did not foresee, which `onCrash` is told of, and the other
 * errors of `action-errors.ts`.
 */
export async function runAttempt(
  action: RegisteredAction,
  input: unknown,
  call: AttemptCall,
  onCrash: (cause: unknown) => void,
): Promise<unknown> {
  try {
    return await runInTime(action, input, call);
  } catch (failure) {
    const foreseen = findForeseen(action, failure);
    if (foreseen !== undefined) throw foreseen;
    onCrash(failure);
    throw new ActionCrashedError(action.name, action.packageName, failure);
  }
}

/** The longest that a timer can be set to; beyond, it would end at once. */
const timerMsMax = 2 ** 31 - 1;

/** A call as its handler has it. Few handlers ask for the signal, and it takes longer to make than the others run. */
class Attempt implements Call {
  readonly caller: Call["caller"];
  readonly trace: Call["trace"];
  readonly lineage: Call["lineage"];
  #controller: AbortController | undefined;

  constructor({ caller, trace, lineage }: AttemptCall) {
    this.caller = caller;
    this.trace = trace;
    this.lineage = lineage;
  }

  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  /** Ends the signal, also of who asks for it later. */
  end(failure: ActionTimeoutError): void {
    this.#controller ??= new AbortController();
    this.#controller.abort(failure);
  }
}

/** Returns the output, or a promise of it. Most handlers answer at once: nobody needs to look at the clock for those. */
function runInTime(action: RegisteredAction, input: unknown, call: AttemptCall): unknown {
  const beganMs = performance.now();
  const attempt = new Attempt(call);
  const output = runHandler(action, input, attempt);
  if (action.timeoutMs === 0 || !isThenable(output)) return output;

  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const leftMs = action.timeoutMs - (performance.now() - beganMs);
  const timer = setTimeout(expire, Math.min(Math.max(leftMs, 0), timerMsMax));
  function expire(): void {
    const failure = new ActionTimeoutError(action.name, action.timeoutMs);
    reject(failure);
    attempt.end(failure);
  }
  output.then(resolve, reject);
  return promise.finally(() => clearTimeout(timer));
}

/** Validators may be the author's code too, so they run under the same limit, and their faults are the action's. */
function runHandler(action: RegisteredAction, input: unknown, call: Call): unknown {
  const checked = validate(action, "input", input);
  return whenKnown(checked, (value) =>
    whenKnown(action.run(value, call), (output) => {
      if (isFailure(output)) throw output;
      return validate(action, "output", output);
    }),
  );
}

/** Returns a copy of `value` as its schema gives it back, or a promise of it. */
function validate(action: RegisteredAction, side: "input" | "output", value: unknown): unknown {
  const data = toData(action, side, value);
  const check = side === "input" ? action.checkInput : action.checkOutput;
  if (check === undefined) return data;
  return whenKnown(check(data), (validation) => {
    if (!validation.valid) throw new InvalidValueError(action.name, side, validation.problems);
    // What a schema makes of an output may be one for all calls; an input is its action's own.
    return side === "output" && validation.value !== data ? toData(action, side, validation.value) : validation.value;
  });
}

/** Returns a copy of `value`: what crosses is data, so neither side can change what the other holds, in any mode. */
function toData(action: RegisteredAction, side: "input" | "output", value: unknown): unknown {
  try {
    return copyData(value);
  } catch {
    throw new InvalidValueError(action.name, side, [
      { path: "", message: "holds something that is not data, such as a function" },
    ]);
  }
}

/** Returns what `make` makes of `value`: at once, if that is there already. */
function whenKnown<Value>(value: Value | PromiseLike<Value>, make: (known: Value) => unknown): unknown {
  return isThenable(value) ? Promise.resolve(value).then(make) : make(value);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject && "then" in value && typeof value.then === "function";
}

/** What `error()` of the author's API makes, known by its shape: it may come from another copy of it. */
type Failure = {
  readonly status: "error";
  readonly code: string;
  readonly details?: unknown;
  readonly message?: unknown;
  readonly msg?: unknown;
};

function isFailure(value: unknown): value is Failure {
  return (
    typeof value === "object" &&
    value !== null &&
    "status" in value &&
    value.status === "error" &&
    "code" in value &&
    typeof value.code === "string"
  );
}

/** Returns the failure that is the caller's to know; undefined for a fault of the action's own. */
function findForeseen(action: RegisteredAction, failure: unknown): ExpectedError | undefined {
  // What the host refused on behalf of the action is the caller's answer too, whether or not the action passed it on.
  const refusal = failure instanceof Error && isFailure(failure) ? failure.cause : failure;
  if (refusal instanceof ExpectedError) return refusal;
  if (!isFailure(failure)) return undefined;
  const message =
    [failure.message, failure.msg].find((text) => typeof text === "string") ?? `\`${action.name}\` failed`;
  const details = detailsOf(failure);
  return new ActionFailedError(action.name, boundFailure(action, { message, reason: failure.code, details }));
}

/** Returns the author's facts as data; what is none is left out, since the failure itself matters more. */
function detailsOf(failure: Failure): { readonly [fact: string]: unknown } {
  if (typeof failure.details !== "object" || failure.details === null) return {};
  try {
    return structuredClone({ ...failure.details });
  } catch {
    return {};
  }
}
