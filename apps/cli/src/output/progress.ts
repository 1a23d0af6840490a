import { harmless, harmlessStyled } from "./visible.ts";

/** Where progress is drawn. */
export type ProgressTerminal = {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
};

/** What a command tells while it works. It goes to stderr and never to stdout. */
export type Progress = {
  /** What happens now; it replaces what was said before. */
  readonly status: (text: string) => void;
  /** A line that stays. */
  readonly note: (text: string) => void;
  /** Takes the status line away. */
  readonly clear: () => void;
};

const quietForMs = 200;
const appendEveryMs = 1000;

/**
 * Returns a progress that draws one line on a terminal, and appends lines elsewhere.
 *
 * Nothing is drawn in the first 200 ms, so that fast commands stay silent. In a log each status stands once, and at
 * most one a second. The last status is drawn as soon as it may be: it may be what a command then waits for.
 */
export function createProgress(terminal: ProgressTerminal): Progress {
  const quietUntil = Date.now() + quietForMs;
  let drawn = "";
  let appendableAt = quietUntil;
  let waiting: NodeJS.Timeout | undefined;

  const drawLine = (text: string) => {
    const line = text.slice(0, Math.max(20, terminal.columns - 1));
    if (line === drawn) return;
    terminal.write(`\r\u001b[2K${line}`);
    drawn = line;
  };
  const appendLine = (text: string) => {
    if (text === drawn) return;
    terminal.write(`${text}\n`);
    drawn = text;
    appendableAt = Date.now() + appendEveryMs;
  };
  const draw = terminal.isTTY ? drawLine : appendLine;
  const clear = () => {
    clearTimeout(waiting);
    if (drawn !== "" && terminal.isTTY) terminal.write("\r\u001b[2K");
    drawn = "";
  };

  return {
    status(text) {
      clearTimeout(waiting);
      const waitMs = (terminal.isTTY ? quietUntil : appendableAt) - Date.now();
      if (waitMs <= 0) draw(harmless(text));
      else waiting = setTimeout(draw, waitMs, harmless(text)).unref();
    },
    note(text) {
      clear();
      terminal.write(`${harmlessStyled(text)}\n`);
    },
    clear,
  };
}

/** Tells nothing: for `--quiet`. */
export const silentProgress: Progress = { status() {}, note() {}, clear() {} };
