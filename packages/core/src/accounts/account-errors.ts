import { ExpectedError } from "@larder/errors";

/** A credential is unknown, has ended, or is wrong. Which of these it is, only the log may know. */
export class BadCredentialError extends ExpectedError {
  readonly code = "E401";
}

/** Too much has been tried for an account, or from one address. */
export class TooManyAttemptsError extends ExpectedError {
  readonly code = "E429";
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("Too many logins were tried", { hint: `Try again in ${retryAfterSeconds} s` });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A page of another site sends what only this host's own pages may. */
export class ForeignSiteError extends ExpectedError {
  readonly code = "E403";

  constructor() {
    super("A page of another site may not do this", { hint: "Open this host's own page, and try again there" });
  }
}

/** What is said of an account cannot be. */
export class InvalidAccountError extends ExpectedError {
  readonly code = "EVALIDATION";
}

/** There is an account of this name. */
export class AccountExistsError extends ExpectedError {
  readonly code = "E409";
  readonly account: string;

  constructor(account: string) {
    super(`There is an account \`${account}\` already`, {
      hint: `Give it a new password with \`larder account password ${account}\``,
    });
    this.account = account;
  }
}

/** There is no account of this name. */
export class AccountNotFoundError extends ExpectedError {
  readonly code = "E404";
  readonly account: string;

  constructor(account: string) {
    super(`There is no account \`${account}\``, { hint: "List them with `larder account list`" });
    this.account = account;
  }
}

/** There is no such token or plugin key of an account. */
export class KeyNotFoundError extends ExpectedError {
  readonly code = "E404";

  constructor(account: string, id: string) {
    super(`\`${account}\` has no token or plugin key \`${id}\``, {
      hint: `List them with \`larder account tokens ${account}\``,
    });
  }
}

/** Without its last administrator, nobody could look after a host from outside. */
export class LastAdminError extends ExpectedError {
  readonly code = "E409";
  readonly account: string;

  constructor(account: string) {
    super(`\`${account}\` is the last administrator`, {
      hint: "Make another one first, with `larder account add NAME --admin`",
    });
    this.account = account;
  }
}
