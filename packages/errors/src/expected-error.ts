import type { ErrorCode } from "./codes.ts";

/** What may come with the sentence of an {@link ExpectedError}. */
export type ExpectedErrorOptions = {
  /** One next step, as a sentence or a command. */
  readonly hint?: string;
  readonly cause?: unknown;
};

/**
 * A failure that a user can cause or meet: bad input, a missing thing, a refused right.
 *
 * The message is one sentence that names the thing in backticks and needs no full stop. Subclasses
 * carry their facts as fields. Everything else that is thrown is a bug, and is caught only at the
 * edge of the process.
 */
export abstract class ExpectedError extends Error {
  abstract readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(message: string, options: ExpectedErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.name = new.target.name;
  }
}
