import { resolve } from "node:path";

import type { DiskOperation, Moment } from "./disk-operation.ts";

/** The system calls that {@link readTrace} understands, and how `strace` must print them. */
export const traceOptions: readonly string[] = [
  "-f",
  "-yy",
  "-xx",
  ...["-s", "10000000"],
  ...[
    "-e",
    "trace=openat,write,pwrite64,writev,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir",
  ],
];

/** A finished system call. `result` is what it returned, without the name of the file. */
type Call = Moment & { readonly name: string; readonly rest: string; readonly result: number };

/** Returns what a traced process did to the disk and said over HTTP, in the order in which the calls ended. */
export function readTrace(trace: string): DiskOperation[] {
  const positions = new Map<string, number>();
  return readCalls(trace).flatMap((call) => operationOf(call, positions) ?? []);
}

/** Calls of several threads are cut in two where they overlap: the halves are put together again. */
function readCalls(trace: string): Call[] {
  const calls: Call[] = [];
  const begun = new Map<string, { readonly name: string; readonly rest: string; readonly startedAt: number }>();
  for (const [line, text] of trace.split("\n").entries()) {
    const [, thread = "", what = ""] = /^(\d+) +(.*)$/.exec(text) ?? [];
    const unfinished = /^(\w+)\((.*) <unfinished \.\.\.>$/.exec(what);
    if (unfinished !== null) {
      begun.set(thread, { name: unfinished[1] ?? "", rest: unfinished[2] ?? "", startedAt: line });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(what);
    const whole = /^(\w+)\((.*)$/.exec(what);
    const start = resumed === null ? { name: whole?.[1] ?? "", rest: "", startedAt: line } : begun.get(thread);
    const rest = `${start?.rest ?? ""}${resumed?.[1] ?? whole?.[2] ?? ""}`;
    const result = /\) += (\d+)(?:<[^>]*>)?$/.exec(rest)?.[1];
    if (start === undefined || start.name === "" || result === undefined) continue;
    calls.push({ name: start.name, rest, result: Number(result), startedAt: start.startedAt, endedAt: line });
  }
  return calls;
}

/** `positions` holds where the next plain write of an open file goes. */
function operationOf(call: Call, positions: Map<string, number>): DiskOperation | undefined {
  const { name, rest, result, startedAt, endedAt } = call;
  const moment = { startedAt, endedAt };
  const file = fileOf(rest);
  switch (name) {
    case "openat": {
      positions.set(String(result), rest.includes("O_APPEND") ? Number.NaN : 0);
      const path = resolve(file.path, textsOf(rest)[0]?.toString() ?? "");
      return { kind: "open", path, creates: rest.includes("O_CREAT"), truncates: rest.includes("O_TRUNC"), ...moment };
    }
    case "write":
    case "writev":
    case "pwrite64":
      return writeOf(call, positions);
    case "ftruncate":
      return { kind: "truncate", path: file.path, size: numberBeforeResult(rest), ...moment };
    case "fsync":
    case "fdatasync":
      return { kind: "sync", path: file.path, ...moment };
    case "mkdir":
      return { kind: "make directory", path: textsOf(rest)[0]?.toString() ?? "", ...moment };
    default: {
      const [from = "", to = ""] = textsOf(rest).map(String);
      if (name.startsWith("rename")) return { kind: "rename", from, to, ...moment };
      return name.startsWith("unlink") ? { kind: "remove", path: from, ...moment } : undefined;
    }
  }
}

function writeOf(call: Call, positions: Map<string, number>): DiskOperation {
  const { name, rest, result, startedAt, endedAt } = call;
  const { descriptor, path } = fileOf(rest);
  const bytes = Buffer.concat(textsOf(rest)).subarray(0, result);
  if (!path.startsWith("/")) return { kind: "answer", text: bytes.toString(), startedAt, endedAt };
  if (name === "pwrite64") return { kind: "write", path, offset: numberBeforeResult(rest), bytes, startedAt, endedAt };

  const offset = positions.get(descriptor) ?? Number.NaN;
  positions.set(descriptor, offset + result);
  return { kind: "write", path, offset, bytes, startedAt, endedAt };
}

/** The open file that a call is about: `21<\x2f\x74…>`, or the current directory of an `openat`. */
function fileOf(rest: string): { readonly descriptor: string; readonly path: string } {
  const [, descriptor = "", hex = ""] = /^(\w+)<((?:\\x[0-9a-f]{2})*)>/.exec(rest) ?? [];
  return { descriptor, path: bytesOf(hex).toString() };
}

/** All strings among the arguments of a call. */
function textsOf(rest: string): Buffer[] {
  return Array.from(rest.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g), ([, hex = ""]) => bytesOf(hex));
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}

/** The last argument of a call: an offset or a size. */
function numberBeforeResult(rest: string): number {
  return Number(/, (\d+)\) += /.exec(rest)?.[1]);
}
