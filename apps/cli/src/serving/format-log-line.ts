import { stripVTControlCharacters } from "node:util";

const levels: { readonly [level: number]: string } = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warning",
  50: "error",
  60: "error",
};

/** What says nothing to whoever sits before the process. */
const silentFields = new Set(["level", "time", "pid", "hostname", "name", "msg", "err"]);

const eraseLine = "\r\u001b[2K";

/**
 * Returns `line`, one JSON line of pino, for a person: `14:02:11 warning The sentence (fact 1, other fact 2)`,
 * below it the stack of an error. A status line that stands where it goes is erased.
 *
 * Facts come from packages and from the network, so nothing in them controls the terminal.
 */
export function formatLogLine(line: string): string {
  const { level, time, msg, err, ...facts } = JSON.parse(line) as LogLine;
  const clock = new Date(time).toTimeString().slice(0, 8);
  const told = Object.entries(facts)
    .filter(([name]) => !silentFields.has(name))
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  const first = `${clock} ${levels[level] ?? "info"} ${msg ?? ""}${told.length === 0 ? "" : ` (${told.join(", ")})`}`;
  const stack = err?.stack ?? err?.message;
  const text = stack === undefined ? first : `${first}\n${stack.replaceAll(/^/gm, "  ")}`;
  return `${eraseLine}${printable(text)}\n`;
}

type LogLine = {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly err?: { readonly stack?: string; readonly message?: string };
  readonly [fact: string]: unknown;
};

function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- They are what is taken out.
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}
