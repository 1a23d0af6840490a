import { type ErrorCode, ExpectedError } from "@larder/errors";
import { ActionError } from "@larder/sdk";

import { DiskQuotaError } from "../services/files/files-errors.ts";
import {
  ActionFailedError,
  AllRetriesFailedError,
  CallerDeniedError,
  InvalidValueError,
  RateLimitedError,
  UnknownActionError,
} from "./action-errors.ts";

/** The words that authors and callers know our own failures by. What is not here cannot come from a call, and is a bug. */
const words = {
  EBADREQUEST: "bad_request",
  EVALIDATION: "invalid_input",
  E401: "unauthorized",
  ENEEDAUTH: "unauthorized",
  E403: "permission_denied",
  E404: "not_found",
  E405: "method_not_allowed",
  E409: "conflict",
  E413: "too_large",
  E429: "rate_limit_exceeded",
  EACTION: "ambiguous_action",
  EPLUGIN: "exception",
  EUNAVAILABLE: "unavailable",
  ETIMEOUT: "timeout",
} as const satisfies { readonly [Code in ErrorCode]?: string };

/** One of {@link words}, or the word that its author chose. */
export type FailureWord = string;

/** Returns the word for `error`: the author's own where the action failed as foreseen; `undefined` for a bug. */
export function findFailureWord(error: unknown): FailureWord | undefined {
  if (error instanceof ActionFailedError) return error.reason;
  if (error instanceof UnknownActionError) return "unknown_action";
  if (error instanceof CallerDeniedError) return "ipc_denied";
  if (error instanceof AllRetriesFailedError) return "all_retries_failed";
  if (error instanceof DiskQuotaError) return "disk_quota";
  // Nothing that the caller could mend.
  if (error instanceof InvalidValueError && error.side === "output") return "invalid_output";
  if (!(error instanceof ExpectedError)) return undefined;
  return Object.entries(words).find(([code]) => code === error.code)?.[1];
}

/** Returns what the caller may act upon: the author's facts, or what is wrong with a value. */
export function failureDetails(error: ExpectedError): { readonly [fact: string]: unknown } {
  if (error instanceof ActionFailedError) return error.details;
  if (error instanceof RateLimitedError) return { retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000) };
  if (error instanceof AllRetriesFailedError) return { attempts: error.attempts };
  // Whoever tried to log in too often waits as well.
  if ("retryAfterSeconds" in error) return { retryAfterSeconds: error.retryAfterSeconds };
  return "problems" in error ? { problems: error.problems } : {};
}

/**
 * Returns `error` as the code of a package meets it: with a word and details, as if `error()` had made it.
 *
 * The original is its cause; where the package does not catch it, that is what its own caller gets.
 */
export function toAuthorError(error: unknown): unknown {
  const word = findFailureWord(error);
  if (word === undefined || !(error instanceof ExpectedError)) return error;
  return new ActionError(error.message, word, failureDetails(error), { cause: error });
}
