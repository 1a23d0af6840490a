import type { ErrorCode } from "@larder/errors";

/** The one document that a command prints with `--json`. `ok` says the same as the exit code: true for 0 alone. */
export type Envelope = Success | Failure;

type Success = {
  /** `larder.<command>/1`; within `/1` only fields are added. */
  readonly schema: string;
  readonly ok: true;
  readonly data: unknown;
  readonly warnings: readonly string[];
};

type Failure = {
  readonly schema: string;
  readonly ok: false;
  readonly error: ReportedError;
  /** What was found or done all the same: the damage, or what of several things worked. */
  readonly data?: unknown;
  readonly warnings: readonly string[];
};

/** What only a command line can say: of the process, of the machine, and of what it found. */
type CommandErrorCode = "EINTERRUPTED" | "ESYSTEM" | "EPARTIAL" | "EOUTDATED" | "EMERGE" | "EBADPLATFORM";

/** A failure as it is told: to people on stderr, to programs in the document. */
export type ReportedError = {
  readonly code: ErrorCode | CommandErrorCode;
  /** One sentence without a full stop. */
  readonly summary: string;
  /** Why, in several lines. */
  readonly detail?: string;
  /** One next step. */
  readonly hint?: string;
};

/** Returns the schema's name of a command: `user add` → `larder.user-add/1`. */
export function schemaOf(commandName: string): string {
  return `larder.${commandName.replaceAll(" ", "-")}/1`;
}
