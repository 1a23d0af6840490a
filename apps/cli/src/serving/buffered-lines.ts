import type { Writable } from "node:stream";

/** How much waits at the most, and for how long. */
const bufferedLengthMax = 16 * 1024;
const flushMs = 100;

/** Lines on their way to a stream, many of them in one write. */
export type BufferedLines = {
  write(line: string): void;
  /** Writes what waits. */
  flush(): void;
};

/**
 * Returns lines that are written to `stream` together: a write for each costs more than many an answer that it is
 * about. What waits is written after a tenth of a second, and when the process ends, also by an error.
 */
export function bufferedLines(stream: Writable): BufferedLines {
  let waiting = "";
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting !== "") stream.write(waiting);
    waiting = "";
  };
  process.on("exit", flush);
  const write = (line: string): void => {
    waiting += line;
    if (waiting.length >= bufferedLengthMax) flush();
    else timer ??= setTimeout(flush, flushMs).unref();
  };
  return { write, flush };
}
