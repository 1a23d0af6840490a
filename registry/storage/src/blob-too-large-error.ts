import { ExpectedError } from "@larder/errors";

/** More bytes came than a blob may have. */
export class BlobTooLargeError extends ExpectedError {
  readonly code = "E413";
  readonly bytesMax: number;

  constructor(bytesMax: number) {
    super(`The archive is larger than the \`${bytesMax}\` bytes that this registry takes`, {
      hint: "Leave files out with `files` in package.json, or ask the operator to raise the limit",
    });
    this.bytesMax = bytesMax;
  }
}
