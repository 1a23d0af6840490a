import { ExpectedError } from "@larder/errors";

/** A lockfile that cannot be read. */
export class LockfileError extends ExpectedError {
  readonly code = "ELOCKFILE";
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;

  constructor(
    line: number,
    reason: string,
    hint = "Restore the file from version control, or remove it and run `larder lock`",
  ) {
    super(`\`larder.lock\` cannot be read: line ${line} ${reason}`, { hint });
    this.line = line;
    this.reason = reason;
  }
}
