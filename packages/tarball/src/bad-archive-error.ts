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
