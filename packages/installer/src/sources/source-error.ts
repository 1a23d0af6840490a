import { ExpectedError } from "@larder/errors";

/** Something that the host wants from outside of a registry cannot be used. */
export class BadSourceError extends ExpectedError {
  readonly code = "ETARGET";
  /** The repository, the folder or the address, as it is wanted. */
  readonly source: string;

  constructor(source: string, reason: string, hint?: string, cause?: unknown) {
    super(`\`${source}\` ${reason}`, { ...(hint !== undefined && { hint }), cause });
    this.source = source;
  }
}

/** A repository cannot be reached, or git is not there to ask it. */
export class GitError extends ExpectedError {
  readonly code = "ENETWORK";
  readonly repository: string;

  constructor(repository: string, reason: string, hint: string, cause?: unknown) {
    super(`The repository \`${repository}\` cannot be read: ${reason}`, { hint, cause });
    this.repository = repository;
  }
}
