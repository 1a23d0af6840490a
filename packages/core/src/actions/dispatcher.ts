import { ExpectedError } from "@larder/errors";
import type { Caller } from "@larder/sdk";

import type { Permissions } from "../permissions/permissions.ts";
import { resourceMatcher } from "../permissions/resource-glob.ts";
import { fullNameOf, type RegisteredAction } from "./action.ts";
import type { ActionCatalog, LookupOrigin } from "./action-catalog.ts";
import {
  ActionCrashedError,
  ActionFailedError,
  ActionTimeoutError,
  CallerDeniedError,
  InvalidValueError,
} from "./action-errors.ts";
import type { Validator } from "./validator.ts";

/** The package that calls, when one does. */
export type CallingPackage = LookupOrigin & { readonly permissions: Permissions };

/** Who calls, through which door. */
export type CallOrigin = { readonly door: Caller["door"]; readonly package?: CallingPackage };

/** The one way to every action. */
export type Dispatcher = {
  /** Calls the action that `name` means to the caller and returns its output. Throws the errors of `action-errors.ts`. */
  call(name: string, input: unknown, origin: CallOrigin): Promise<unknown>;
  /** The same for an action that is already found. */
  run(action: RegisteredAction, input: unknown, origin: CallOrigin): Promise<unknown>;
};

/**
 * Returns the dispatcher over `catalog`: caller policy, permission, validation, timeout, handler,
 * validation. Every door calls through it, so none can forget a step.
 *
 * `onCrash` is told what an action threw that its author did not foresee; callers never are.
 */
export function createDispatcher(
  catalog: ActionCatalog,
  onCrash: (action: RegisteredAction, failure: unknown) => void,
): Dispatcher {
  async function run(found: RegisteredAction, input: unknown, origin: CallOrigin): Promise<unknown> {
    // A door may have found it before its package was reloaded.
    const action = catalog.get(fullNameOf(found), origin.package);
    const end = action.begin?.();
    try {
      return await runSteps(action, input, origin);
    } finally {
      end?.();
    }
  }

  async function runSteps(action: RegisteredAction, input: unknown, origin: CallOrigin): Promise<unknown> {
    assertCaller(action, origin.package);
    assertPermitted(action, origin.package);
    const outcome = await runInTime(action, input ?? {}, callerOf(origin));
    if (outcome.type === "failed") throw outcome.failure;
    if (outcome.type === "crashed") {
      onCrash(action, outcome.cause);
      throw new ActionCrashedError(action.name, action.packageName, outcome.cause);
    }
    return outcome.output;
  }

  return { run, call: async (name, input, origin) => await run(catalog.get(name, origin.package), input, origin) };
}

/** How a handler ended: with an output, with a failure that is the caller's to know, or with a fault of its own. */
type Outcome =
  | { readonly type: "done"; readonly output: unknown }
  | { readonly type: "failed"; readonly failure: ExpectedError }
  | { readonly type: "crashed"; readonly cause: unknown };

function callerOf(origin: CallOrigin): Caller {
  return origin.package === undefined
    ? { door: origin.door }
    : { door: origin.door, package: origin.package.packageName };
}

function assertCaller(action: RegisteredAction, caller: CallingPackage | undefined): void {
  if (caller === undefined || caller.packageName === action.packageName) return;
  const isAllowed =
    action.callers === undefined
      ? caller.requires.includes(action.packageName)
      : action.callers.some((pattern) => resourceMatcher(pattern)(caller.packageName));
  if (!isAllowed) throw new CallerDeniedError(action.name, caller.packageName, action.packageName);
}

function assertPermitted(action: RegisteredAction, caller: CallingPackage | undefined): void {
  if (caller === undefined || caller.packageName === action.packageName) return;
  caller.permissions.check(`plugin:${action.owner}`, "execute", action.operation);
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

async function runInTime(action: RegisteredAction, input: unknown, caller: Caller): Promise<Outcome> {
  const controller = new AbortController();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = action.timeoutMs === 0 ? undefined : setTimeout(expire, Math.min(action.timeoutMs, timerMsMax));

  function expire(): void {
    const failure = new ActionTimeoutError(action.name, action.timeoutMs);
    reject(failure);
    controller.abort(failure);
  }

  try {
    const output: unknown = await Promise.race([runHandler(action, input, caller, controller.signal), tooLate]);
    return { type: "done", output };
  } catch (failure) {
    return describeFailure(action, failure);
  } finally {
    clearTimeout(timer);
  }
}

/** Validators may be the author's code too, so they run under the same limit, and their faults are the action's. */
async function runHandler(
  action: RegisteredAction,
  input: unknown,
  caller: Caller,
  signal: AbortSignal,
): Promise<unknown> {
  const checked = await validate(action, "input", action.checkInput, input);
  const output = await action.run(checked, { caller, signal });
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
