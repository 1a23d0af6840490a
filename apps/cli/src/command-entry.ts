import type { Command } from "./command.ts";

/** What the program knows of a command before it is loaded. */
export type CommandEntry = {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** Loads the command; each one alone brings the libraries that it needs. */
  readonly load: () => Promise<{ readonly command: Command }>;
};
