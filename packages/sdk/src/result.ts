/** What {@link ok} returns: the fields of a success, marked as one. */
export type Ok<Fields> = { readonly status: "ok" } & Fields;

/**
 * A failure that an action foresees: the caller gets its sentence, its code and its details, never a stack.
 *
 * It may be returned or thrown. The host knows it by its shape, so it survives a second copy of this
 * package and the way out of a sandbox.
 */
export class ActionError extends Error {
  readonly status = "error";
  /** A short permanent word in snake case: `not_found`. */
  readonly code: string;
  /** Structured data that the caller may act upon. */
  readonly details: { readonly [fact: string]: unknown };

  constructor(
    message: string,
    code: string,
    details: { readonly [fact: string]: unknown },
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = "ActionError";
    this.code = code;
    this.details = details;
  }

  toJSON(): { status: "error"; msg: string; code: string; details: { readonly [fact: string]: unknown } } {
    return { status: this.status, msg: this.message, code: this.code, details: this.details };
  }
}

/** Returns `fields` marked as a success: `ok({ id: 7 })` is `{ status: "ok", id: 7 }`. */
export function ok<Fields extends object = object>(fields?: Fields): Ok<Fields> {
  return { ...((fields ?? {}) as Fields), status: "ok" };
}

/**
 * Returns a failure to throw, or to return: `throw error("There is no note 7", "not_found", { id: 7 })`.
 *
 * `message` is one sentence for the caller. `code` is `error` when left out.
 */
export function error(
  message: string,
  code = "error",
  details: { readonly [fact: string]: unknown } = {},
): ActionError {
  return new ActionError(message, code, details);
}
