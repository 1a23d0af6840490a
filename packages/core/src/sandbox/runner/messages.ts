/*
 * What a host and the process that runs sandboxes tell each other: lines of a letter, the number of a
 * sandbox, a space, and a text without line breaks. A line costs less than a message of Node's own channel,
 * and it can be read without trusting who wrote it.
 */

/** The longest line that a host may send, in characters: one that is longer would end the process, and all that runs in it. */
export const commandCharsMax = 64_000_000;

/** What a host tells that process, by the letter of the line. */
export const commandLetters = {
  /** What is evaluated first in every sandbox that is made from now on, as JSON. */
  kernel: "k",
  create: "c",
  text: "t",
  dispose: "d",
  /** Asks whether it is there. */
  ping: "p",
} as const;

/** What that process tells its host, by the letter of the line. */
export const eventLetters = {
  /** It takes commands. */
  ready: "r",
  created: "c",
  text: "t",
  /** One stretch of the sandbox's code took too long and was ended; the sandbox goes on. Says how many texts it has taken. */
  interrupted: "i",
  /** The sandbox is gone, and says why. */
  broken: "b",
  /** The process has no room for another sandbox, and says why. */
  full: "f",
  /** It is there. */
  pong: "p",
} as const;

/** One line, read. */
export type Line = { readonly letter: string; readonly vm: number; readonly text: string };

/** Returns the line, with its end. `text` must not have a line break: JSON has none. */
export function writeLine(letter: string, vm: number, text = ""): string {
  return `${letter}${vm} ${text}\n`;
}

/**
 * Returns a reader of what comes in pieces, which calls `onLine` for each whole line.
 *
 * The reader throws a TypeError for what is no line, and for a line longer than `charsMax`.
 */
export function readLines(charsMax: number, onLine: (line: Line) => void): (piece: string) => void {
  let begun: string[] = [];
  let begunChars = 0;
  return (piece) => {
    let from = 0;
    for (let end = piece.indexOf("\n"); end !== -1; end = piece.indexOf("\n", from)) {
      const rest = piece.slice(from, end);
      const whole = begun.length === 0 ? rest : begun.join("") + rest;
      begun = [];
      begunChars = 0;
      from = end + 1;
      onLine(parseLine(whole));
    }
    if (from === piece.length) return;
    begun.push(from === 0 ? piece : piece.slice(from));
    begunChars += piece.length - from;
    if (begunChars > charsMax) throw new TypeError(`A line is longer than ${charsMax} characters`);
  };
}

function parseLine(whole: string): Line {
  const space = whole.indexOf(" ");
  const vm = Number(whole.slice(1, space));
  if (space < 2 || !Number.isSafeInteger(vm)) throw new TypeError("A line does not say which sandbox it is about");
  return { letter: whole.slice(0, 1), vm, text: whole.slice(space + 1) };
}

/** What the line that makes a sandbox carries, as JSON. */
export type Creation = {
  /** The code of the package. */
  readonly code: string;
  /** The extensions of the engine that this code names. */
  readonly extensions: readonly string[];
  readonly limits: VmLimits;
};

/** What one sandbox may use. */
export type VmLimits = {
  readonly memoryBytes: number;
  /** The longest that its code may run without a pause, in milliseconds. */
  readonly stretchMs: number;
  /** The longest message that it may send, in characters. */
  readonly messageCharsMax: number;
  /** The most messages that it may send in one second, and their characters. */
  readonly messagesMax: number;
  readonly charsMax: number;
  /** The most timers that it may have running. */
  readonly timersMax: number;
};
