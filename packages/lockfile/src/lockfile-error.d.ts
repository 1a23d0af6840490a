import { ExpectedError } from "@larder/errors";
/** A lockfile that cannot be read. */
export declare class LockfileError extends ExpectedError {
  readonly code = "ELOCKFILE";
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
  constructor(line: number, reason: string, hint?: string);
}
