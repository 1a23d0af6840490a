import { ExpectedError } from "@larder/errors";

import { withoutSecrets } from "./log-request.ts";

/** Nothing stands at this URL, or not for this method. */
export class RouteNotFoundError extends ExpectedError {
  readonly code = "E404";

  constructor(method: string, path: string) {
    super(`There is nothing at \`${method} ${withoutSecrets(path).slice(0, 200)}\``, {
      hint: "Check the URL of the registry in your configuration",
    });
  }
}

/** A URL is longer than any that means something here. */
export class UrlTooLongError extends ExpectedError {
  readonly code = "E414";

  constructor(lengthMax: number) {
    super(`The URL of the request is longer than ${lengthMax} characters`, { hint: "Ask for less at a time" });
  }
}

/** The database does not answer; what is cached is still served. */
export class DatabaseDownError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly retryAfterSeconds = 5;

  constructor(cause: unknown) {
    super("The database of this registry does not answer at the moment", { hint: "Try again in a few seconds", cause });
  }
}

/** A disk of the registry has no room left. What is there is still served. */
export class DiskFullError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly retryAfterSeconds = 60;

  constructor(cause: unknown) {
    super("A disk of this registry is full, so that nothing can be written; nothing was changed", {
      hint: "Try again when those who run the registry have made room",
      cause,
    });
  }
}
