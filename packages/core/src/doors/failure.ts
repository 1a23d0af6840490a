import { type ErrorCode, ExpectedError } from "@larder/errors";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import { ActionCrashedError, ActionFailedError, UnknownActionError } from "../actions/action-errors.ts";

/** What a caller over HTTP is told about a failure: everything but its stack. */
export type Failure = {
  readonly status: ContentfulStatusCode;
  readonly message: string;
  /** A word in snake case: the author's own, or one of ours. */
  readonly code: string;
  readonly details: { readonly [fact: string]: unknown };
  readonly hint: string | undefined;
};

/** How our own failures are called over HTTP. What is not here cannot come from a call, and is a bug. */
const answers: { readonly [Code in ErrorCode]?: readonly [ContentfulStatusCode, string] } = {
  EBADREQUEST: [400, "bad_request"],
  EVALIDATION: [400, "invalid_input"],
  E403: [403, "permission_denied"],
  E404: [404, "not_found"],
  E405: [405, "method_not_allowed"],
  E413: [413, "too_large"],
  EACTION: [409, "ambiguous_action"],
  EPLUGIN: [500, "exception"],
  EUNAVAILABLE: [503, "unavailable"],
  ETIMEOUT: [504, "timeout"],
};

/** The statuses of codes that authors use for what HTTP has a word for. */
const authorStatuses: { readonly [code: string]: ContentfulStatusCode } = {
  not_found: 404,
  permission_denied: 403,
  forbidden: 403,
  conflict: 409,
};

/** Returns what a caller is told about `error`; `undefined` for a bug, of which a caller is told nothing. */
export function describeFailure(error: unknown): Failure | undefined {
  if (!(error instanceof ExpectedError)) return undefined;
  const { message, hint } = error;
  if (error instanceof ActionFailedError) {
    return { status: authorStatuses[error.reason] ?? 400, message, code: error.reason, details: error.details, hint };
  }
  const answer = error instanceof UnknownActionError ? ([404, "unknown_action"] as const) : answers[error.code];
  if (answer === undefined) return undefined;
  const [status, code] = answer;
  return { status, message, code, details: detailsOf(error), hint };
}

function detailsOf(error: ExpectedError): { readonly [fact: string]: unknown } {
  return "problems" in error ? { problems: error.problems } : {};
}

/** Returns what belongs into the log about `error`; `undefined` when the caller was told all there is. */
export function findFault(error: unknown): unknown {
  if (error instanceof ActionCrashedError) return error.cause;
  return describeFailure(error) === undefined ? error : undefined;
}
