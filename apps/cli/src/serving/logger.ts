import { type DestinationStream, type Logger, pino, symbols } from "pino";

import type { Context } from "../context.ts";
import { bufferedLines } from "./buffered-lines.ts";
import { formatLogLine } from "./format-log-line.ts";

/** From this level on a line is written at once: it may be the last one. */
const warning = 40;

/**
 * Returns a logger on stderr: short lines on a terminal, JSON lines for everything that collects logs, these many at
 * a time. Stdout belongs to the data of commands.
 */
export function createLogger(level: Context["logLevel"]): Logger {
  const { stderr } = process;
  if (stderr.isTTY) {
    return pino({ name: "larder", level }, { write: (line: string) => void stderr.write(formatLogLine(line)) });
  }
  return pino({ name: "larder", level }, bufferedDestination(stderr));
}

function bufferedDestination(stream: NodeJS.WriteStream): DestinationStream {
  const lines = bufferedLines(stream);
  const destination = {
    // pino writes the level of each line here before it passes the line on.
    [symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write(line: string) {
      lines.write(line);
      if (destination.lastLevel >= warning) lines.flush();
    },
  };
  return destination;
}
