import { ExpectedError } from "@larder/errors";

/** Something needs a login, and none came with the request. */
export class LoginNeededError extends ExpectedError {
  readonly code = "ENEEDAUTH";

  constructor(what: string) {
    super(`You must be logged in to ${what}`, { hint: "Run `larder login` or `npm login` for this registry" });
  }
}

/** A credential came with the request, and it is none of ours, or no longer one. */
export class BadCredentialError extends ExpectedError {
  readonly code = "E401";

  constructor(reason: string, hint = "Log in again with `larder login` or `npm login`") {
    super(reason, { hint });
  }
}

/** The caller is known and may not do this. */
export class ForbiddenError extends ExpectedError {
  readonly code = "E403";

  constructor(reason: string, hint?: string) {
    super(reason, hint === undefined ? {} : { hint });
  }
}

/** Too many logins failed. */
export class TooManyLoginsError extends ExpectedError {
  readonly code = "E429";
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("Too many logins failed", { hint: `Wait ${retryAfterSeconds} seconds, then try again` });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A password is too short to protect anything, or too long to be one. */
export class WeakPasswordError extends ExpectedError {
  readonly code = "EVALIDATION";

  constructor(lengthMin: number, lengthMax: number) {
    super(`A password has ${lengthMin} to ${lengthMax} characters`, { hint: "Choose another one" });
  }
}

/** A token was asked for that cannot exist. */
export class InvalidTokenRequestError extends ExpectedError {
  readonly code = "EVALIDATION";

  constructor(what: string, reason: string) {
    super(`\`${what.slice(0, 100)}\` ${reason}`);
  }
}
