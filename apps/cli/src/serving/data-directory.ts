import { mkdirSync } from "node:fs";

import { ConfigurationError } from "../errors.ts";

/** Makes the data directory of a registry when it is missing; only this user may enter it. Throws {@link ConfigurationError}. */
export function makeDataDirectory(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST" && code !== "ENOTDIR") throw error;
    throw new ConfigurationError(`\`${data}\` cannot be a data directory: a file lies there, or above it`, {
      hint: "Choose another place with `--data DIRECTORY`",
      cause: error,
    });
  }
}
