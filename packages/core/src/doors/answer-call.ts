import type { Context } from "hono";

import { InvalidValueError } from "../actions/action-errors.ts";
import { formatTraceparent } from "../actions/trace.ts";
import { describeFailure } from "./failure.ts";
import { createTextResponse } from "./sender-address.ts";
import { visitOf } from "./visit.ts";

/** Answers a call of `action` with `body`. Throws {@link InvalidValueError} where the output holds what JSON cannot say. */
export function answerJson(c: Context, action: string, body: unknown): Response {
  return answerText(c, toJson(action, body), "application/json");
}

/**
 * Answers a call with its result itself. A text goes out as it is: as JSON, where an author has made JSON of an object
 * or a list already.
 */
export function answerResult(c: Context, action: string, result: unknown): Response {
  if (typeof result !== "string") return answerJson(c, action, result ?? null);
  return answerText(c, result, isJson(result) ? "application/json" : "text/plain; charset=UTF-8");
}

/** Says all that is to be said in its headers: what Hono adds to them makes the answer one that is slow to send. */
function answerText(c: Context, text: string, contentType: string): Response {
  const { trace } = visitOf(c);
  return createTextResponse(c, text, { "content-type": contentType, traceparent: formatTraceparent(trace) });
}

/** Answers a call that failed with {@link failureBody}. */
export function answerFailure(c: Context, error: unknown): Response {
  const { status, headers } = describeFailure(error) ?? { status: 500, headers: {} };
  return c.json(failureBody(error), status, headers);
}

/** Returns `{ error, code }`, with `hint` and `details` where there are some. A bug is told of without a word about it. */
export function failureBody(error: unknown): object {
  const failure = describeFailure(error);
  if (failure === undefined) return { error: "The host failed", code: "internal" };
  const { message, code, details, hint } = failure;
  const more = Object.keys(details).length === 0 ? {} : { details };
  return { error: message, code, ...(hint === undefined ? {} : { hint }), ...more };
}

/** Returns `value` as JSON. Throws {@link InvalidValueError} where JSON cannot say it. */
export function toJson(action: string, value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new InvalidValueError(action, "output", [{ path: "", message: "cannot be written as JSON" }]);
  }
}

/** Is `text` an object or a list as JSON? Other texts may be JSON by chance. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
