import { ExpectedError } from "@larder/errors";
import { DatabaseUnreachableError, isDatabaseUnreachable, isDiskFull } from "@larder/sql";

import type { Arrival } from "./arrival.ts";
import { DatabaseDownError, DiskFullError } from "./edge-errors.ts";
import { errorResponse, internalErrorResponse, statusOf } from "./error-response.ts";
import { withoutSecrets } from "./log-request.ts";
import type { RegistryParts } from "./registry-parts.ts";

/** Returns the answer to a request that failed with `error`; the log gets what its operator must know. */
export function failureResponse(
  { logger }: Pick<RegistryParts, "logger">,
  { method, path, requestId }: Pick<Arrival, "method" | "path" | "requestId">,
  error: unknown,
): Response {
  const expected = expectedOf(error);
  if (expected instanceof ExpectedError && statusOf(expected) < 500) return errorResponse(expected);
  logger.error({ err: error, method, path: withoutSecrets(path), requestId }, "a request failed");
  return expected instanceof ExpectedError ? errorResponse(expected) : internalErrorResponse(requestId);
}

/** Returns what a failure of what lies below means for who asks. */
function expectedOf(error: unknown): unknown {
  if (isDatabaseDown(error)) return new DatabaseDownError(error);
  return isDiskFull(error) ? new DiskFullError(error) : error;
}

/** Other expected failures may have the same cause below them: an uplink that cannot be reached, a client that went away. */
function isDatabaseDown(error: unknown): boolean {
  if (error instanceof ExpectedError) return error instanceof DatabaseUnreachableError;
  return isDatabaseUnreachable(error);
}
