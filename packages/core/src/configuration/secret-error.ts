import { ExpectedError } from "@larder/errors";

/** A secret cannot be sealed or opened. */
export class SecretError extends ExpectedError {
  readonly code = "ECONFIG";
}
