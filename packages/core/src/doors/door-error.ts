import { type ErrorCode, ExpectedError } from "@larder/errors";

/** A request that no action was asked for: malformed, from elsewhere, or to an address that means nothing. */
export class DoorError extends ExpectedError {
  readonly code: ErrorCode;

  constructor(code: "EBADREQUEST" | "E403" | "E404" | "E405" | "E409" | "E413", message: string, hint?: string) {
    super(message, hint === undefined ? {} : { hint });
    this.code = code;
  }
}
