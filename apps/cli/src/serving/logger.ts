import { type Logger, destination, pino } from "pino";

import type { Context } from "../context.ts";

const stderr = 2;

/** Returns a logger of JSON lines on stderr; stdout belongs to the data of commands. */
export function createLogger(level: Context["logLevel"]): Logger {
  return pino({ name: "larder", level }, destination({ fd: stderr, sync: true }));
}
