/** How `strace` must print for {@link readSystemCalls}: threads, names of descriptors, and all bytes, in hex. */
export const straceOptions: readonly string[] = ["-f", "-yy", "-xx", "-s", "10000000"];

/** A system call that succeeded. */
export type SystemCall = {
  readonly name: string;
  /** The open file that it is about, or the current directory of an `openat`. */
  readonly file: { readonly descriptor: string; readonly path: string };
  /** All strings among its arguments. */
  readonly texts: readonly Buffer[];
  /** The last of its arguments, when that is a number: an offset or a size. */
  readonly lastNumber: number;
  readonly result: number;
  /** All of it but its name, as it was printed. */
  readonly rest: string;
  /** The lines of the trace on which it began and ended. */
  readonly startedAt: number;
  readonly endedAt: number;
};

/** A line of a trace: a whole call, or a half of one that others overlapped. */
type Line = {
  readonly thread: string;
  readonly part: "whole" | "first" | "last";
  readonly name: string;
  readonly rest: string;
};

/** Returns the calls of a trace that succeeded, in the order in which they ended. */
export function readSystemCalls(trace: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const begun = new Map<string, { readonly line: Line; readonly startedAt: number }>();
  for (const [endedAt, text] of trace.split("\n").entries()) {
    const line = readLine(text);
    if (line === undefined) continue;
    if (line.part === "first") {
      begun.set(line.thread, { line, startedAt: endedAt });
      continue;
    }
    const start = line.part === "last" ? begun.get(line.thread) : undefined;
    const rest = (start?.line.rest ?? "") + line.rest;
    const call = readCall(line.name, rest);
    if (call !== undefined) calls.push({ ...call, startedAt: start?.startedAt ?? endedAt, endedAt });
  }
  return calls;
}

function readLine(text: string): Line | undefined {
  const [, thread, what] = /^(\d+) +(.*)$/.exec(text) ?? [];
  if (thread === undefined || what === undefined) return undefined;
  const [, resumed, last] = /^<\.\.\. (\w+) resumed>(.*)$/.exec(what) ?? [];
  return resumed === undefined ? readStart(thread, what) : { thread, part: "last", name: resumed, rest: last ?? "" };
}

function readStart(thread: string, what: string): Line | undefined {
  const [, name, rest, cut] = /^(\w+)\((.*?)( <unfinished \.\.\.>)?$/.exec(what) ?? [];
  if (name === undefined) return undefined;
  return { thread, part: cut === undefined ? "whole" : "first", name, rest: rest ?? "" };
}

function readCall(name: string, rest: string): Omit<SystemCall, "startedAt" | "endedAt"> | undefined {
  const [, descriptor = "", path = ""] = /^(\w+)<((?:\\x[0-9a-f]{2})*)>/.exec(rest) ?? [];
  const [, number, result] = /(?:, (\d+))?\) += (\d+)(?:<[^>]*>)?$/.exec(rest) ?? [];
  if (result === undefined) return undefined;
  return {
    name,
    file: { descriptor, path: bytesOf(path).toString() },
    texts: Array.from(rest.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g), ([, hex = ""]) => bytesOf(hex)),
    lastNumber: Number(number),
    result: Number(result),
    rest,
  };
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}
