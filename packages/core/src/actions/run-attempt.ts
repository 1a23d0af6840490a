import { ExpectedError } from "@larder/errors";

import type { Call, RegisteredAction } from "./action.ts";
import { ActionCrashedError, ActionFailedError, ActionTimeoutError, InvalidValueError } from "./action-errors.ts";
import type { Validator } from "./validator.ts";

/** How a handler ended: with an output, with a failure that is the caller's to know, or with a fault of its own. */
type Outcome =
  | { readonly type: "done"; readonly output: unknown }
  | { readonly type: "failed"; readonly failure: ExpectedError }
  | { readonly type: "crashed"; readonly cause: unknown };

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
  const outcome = await runInTime(action, input, call);
  if (outcome.type === "done") return outcome.output;
  if (outcome.type === "failed") throw outcome.failure;
  onCrash(outcome.cause);
  throw new ActionCrashedError(action.name, action.packageName, outcome.cause);
}

async function validate(
  action: RegisteredAction,
  side: "input" | "output",
  check: Validator | undefined,
  value: unknown,
): Promise<unknown> {
  const data = toData(action, side, value);
  if (check === undefined) return data;
  const validation = await check(data);
  if (!validation.valid) throw new InvalidValueError(action.name, side, validation.problems);
  return validation.value;
}

/** Returns a copy of `value`: what crosses is data, so neither side can change what the other holds, in any mode. */
function toData(action: RegisteredAction, side: "input" | "output", value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    throw new InvalidValueError(action.name, side, [
      { path: "", message: "holds something that is not data, such as a function" },
    ]);
  }
}

/** The longest that a timer can be set to; beyond, it would end at once. */
const timerMsMax = 2 ** 31 - 1;

async function runInTime(action: RegisteredAction, input: unknown, call: AttemptCall): Promise<Outcome> {
  const controller = new AbortController();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = action.timeoutMs === 0 ? undefined : setTimeout(expire, Math.min(action.timeoutMs, timerMsMax));

  function expire(): void {
    const failure = new ActionTimeoutError(action.name, action.timeoutMs);
    reject(failure);
    controller.abort(failure);
  }

  try {
    const output: unknown = await Promise.race([
      runHandler(action, input, { ...call, signal: controller.signal }),
      tooLate,
    ]);
    return { type: "done", output };
  } catch (failure) {
    return describeFailure(action, failure);
  } finally {
    clearTimeout(timer);
  }
}

/** Validators may be the author's code too, so they run under the same limit, and their faults are the action's. */
async function runHandler(action: RegisteredAction, input: unknown, call: Call): Promise<unknown> {
  const checked = await validate(action, "input", action.checkInput, input);
  const output = await action.run(checked, call);
  if (isFailure(output)) throw output;
  return await validate(action, "output", action.checkOutput, output);
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

function describeFailure(action: RegisteredAction, failure: unknown): Outcome {
  // What the host refused on behalf of the action is the caller's answer too, whether or not the action passed it on.
  const refusal = failure instanceof Error && isFailure(failure) ? failure.cause : failure;
  if (refusal instanceof ExpectedError) return { type: "failed", failure: refusal };
  if (!isFailure(failure)) return { type: "crashed", cause: failure };
  const message =
    [failure.message, failure.msg].find((text) => typeof text === "string") ?? `\`${action.name}\` failed`;
  const details = detailsOf(failure);
  return { type: "failed", failure: new ActionFailedError(action.name, { message, reason: failure.code, details }) };
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
