import { type Logger, pino } from "pino";

import type { Context } from "../context.ts";
import { formatLogLine } from "./format-log-line.ts";

/**
 * Returns a logger on stderr: short lines on a terminal, JSON lines for everything that collects logs.
 * Stdout belongs to the data of commands.
 */
export function createLogger(level: Context["logLevel"]): Logger {
  const { stderr } = process;
  const write = (line: string) => void stderr.write(stderr.isTTY ? formatLogLine(line) : line);
  return pino({ name: "larder", level }, { write });
}
