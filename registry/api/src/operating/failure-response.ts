import { ExpectedError } from "@larder/errors";
import { DatabaseUnreachableError, isDatabaseUnreachable } from "@larder/sql";

import type { Arrival } from "./arrival.ts";
import { DatabaseDownError } from "./edge-errors.ts";
import { errorResponse, internalErrorResponse, statusOf } from "./error-response.ts";
import type { RegistryParts } from "./registry-parts.ts";

/** Returns the answer to a request that failed with `error`; the log gets what its operator must know. */
export function failureResponse(registry: RegistryParts, arrival: Arrival, error: unknown): Response {
  const expected = isDatabaseDown(error) ? new DatabaseDownError(error) : error;
  if (expected instanceof ExpectedError && statusOf(expected) < 500) return errorResponse(expected);
  const { method, path, requestId } = arrival;
  registry.logger.error({ err: error, method, path, requestId }, "a request failed");
  return expected instanceof ExpectedError ? errorResponse(expected) : internalErrorResponse(requestId);
}

/** Other expected failures may have the same cause below them: an uplink that cannot be reached, a client that went away. */
function isDatabaseDown(error: unknown): boolean {
  if (error instanceof ExpectedError) return error instanceof DatabaseUnreachableError;
  return isDatabaseUnreachable(error);
}
