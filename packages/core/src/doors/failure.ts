import { ExpectedError } from "@larder/errors";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import { failureDetails, findFailureWord } from "../actions/failure-word.ts";

/** What a caller over HTTP is told about a failure: everything but its stack. */
export type Failure = {
  readonly status: ContentfulStatusCode;
  readonly message: string;
  /** A word in snake case: the author's own, or one of ours. */
  readonly code: string;
  readonly details: { readonly [fact: string]: unknown };
  readonly hint: string | undefined;
  /** Headers that belong to the status. */
  readonly headers: { readonly [name: string]: string };
};

/** The statuses of words that HTTP has one for; an author's other words are a bad request. */
const statuses: ReadonlyMap<string, ContentfulStatusCode> = new Map([
  ["unauthorized", 401],
  ["permission_denied", 403],
  ["ipc_denied", 403],
  ["forbidden", 403],
  ["not_found", 404],
  ["unknown_action", 404],
  ["method_not_allowed", 405],
  ["ambiguous_action", 409],
  ["conflict", 409],
  ["too_large", 413],
  ["rate_limit_exceeded", 429],
  ["exception", 500],
  ["invalid_output", 500],
  ["all_retries_failed", 500],
  ["unavailable", 503],
  ["timeout", 504],
]);

/** Returns what a caller is told about `error`; `undefined` for a bug, of which a caller is told nothing. */
export function describeFailure(error: unknown): Failure | undefined {
  const code = findFailureWord(error);
  if (code === undefined || !(error instanceof ExpectedError)) return undefined;
  const { message, hint } = error;
  const status = statuses.get(code) ?? 400;
  const details = failureDetails(error);
  return { status, message, code, details, hint, headers: headersOf(status, details) };
}

function headersOf(status: number, { retryAfterSeconds }: Failure["details"]): Failure["headers"] {
  if (status === 401) return { "www-authenticate": "Bearer" };
  return status === 429 && typeof retryAfterSeconds === "number" ? { "retry-after": String(retryAfterSeconds) } : {};
}
