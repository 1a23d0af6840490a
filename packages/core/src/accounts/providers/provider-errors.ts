import { ExpectedError } from "@larder/errors";

/** There is no such provider in `larder.yaml`. */
export class UnknownProviderError extends ExpectedError {
  readonly code = "E404";

  constructor(id: string) {
    super(`This host has no login provider \`${id.slice(0, 64)}\``, { hint: "Log in at `/auth/login`" });
  }
}

/** A login at a provider was not begun in this browser, has taken too long, or was made already. */
export class LoginExpiredError extends ExpectedError {
  readonly code = "E401";

  constructor() {
    super("This login has expired, was made already, or was begun in another browser", {
      hint: "Begin again at `/auth/login`",
    });
  }
}

/** A provider did not prove who somebody is: it refused, or its answer is not to be believed. */
export class ProviderRefusedError extends ExpectedError {
  readonly code = "E401";

  constructor(title: string, cause: unknown) {
    super(`${title} did not say who you are`, { hint: "Begin again at `/auth/login`", cause });
  }
}

/** A provider cannot be reached, or answers nonsense. */
export class ProviderUnavailableError extends ExpectedError {
  readonly code = "EUNAVAILABLE";

  constructor(title: string, cause: unknown) {
    super(`${title} cannot be asked for the moment`, { hint: "Try again later", cause });
  }
}

/** A provider says who somebody is, and this host does not let them in. */
export class PersonRefusedError extends ExpectedError {
  readonly code = "E403";
}
