import { ExpectedError } from "@larder/errors";

/** Who holds a directory. */
export type DirectoryHolder = {
  readonly pid: number;
  /** What it runs: `larder serve`. */
  readonly command: string;
  /** Where it answers, when it listens. */
  readonly url?: string;
  /** The path of its control socket, through which other commands may ask it to act on the directory. */
  readonly controlSocket?: string;
  /** Since when, ISO 8601. */
  readonly since: string;
};

/** Another process holds a directory that only one may hold. */
export class DirectoryHeldError extends ExpectedError {
  readonly code = "EHELD";
  readonly directory: string;
  /** Absent for the moment between the other process's lock and its first word. */
  readonly holder: DirectoryHolder | undefined;

  constructor(directory: string, holder: DirectoryHolder | undefined) {
    super(`The directory \`${directory}\` is in use by ${describeHolder(holder)}`, {
      hint: holder === undefined ? "Try again in a moment" : `Stop process ${holder.pid}, or name another directory`,
    });
    this.directory = directory;
    this.holder = holder;
  }
}

function describeHolder(holder: DirectoryHolder | undefined): string {
  if (holder === undefined) return "another process";
  const place = holder.url === undefined ? "" : ` at ${holder.url}`;
  return `\`${holder.command}\`${place} (process ${holder.pid}, since ${holder.since})`;
}
