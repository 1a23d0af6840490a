import { ExpectedError } from "@larder/errors";

/** An archive that is damaged, or breaks the rules for packages. */
export class BadArchiveError extends ExpectedError {
  readonly code = "EBADARCHIVE";
  /** The name of the entry as the archive has it; `undefined` when it is about the whole archive. */
  readonly entry: string | undefined;
  /** What is wrong with it, as the end of a sentence: `is a symbolic link`. */
  readonly reason: string;

  constructor(entry: string | undefined, reason: string, cause?: unknown) {
    super(entry === undefined ? `The archive ${reason}` : `The archive's entry \`${shown(entry)}\` ${reason}`, {
      hint: "Pack it with `npm pack` or `pnpm pack`, and publish that",
      cause,
    });
    this.entry = entry;
    this.reason = reason;
  }
}

/** The name comes from a stranger: it must not move a terminal's cursor, nor fill a log. */
function shown(entry: string): string {
  const text = JSON.stringify(entry.slice(0, 200)).slice(1, -1);
  return text.replaceAll("`", "'");
}

/** What zlib and tar-stream throw at bad bytes are plain errors; every other class is a bug, and stays one. */
export function damageOf(error: unknown): unknown {
  if (!(error instanceof Error) || Object.getPrototypeOf(error) !== Error.prototype) return error;
  return new BadArchiveError(undefined, `is damaged or no gzipped tar: ${error.message}`, error);
}
