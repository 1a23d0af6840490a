import { resolve } from "node:path";

import type { DiskOperation } from "./disk-operation.ts";
import { readSystemCalls, type SystemCall } from "./system-call.ts";

/** Returns what a traced process did to the disk and said over HTTP, in the order in which the calls ended. */
export function readTrace(trace: string): DiskOperation[] {
  const positions: Positions = new Map();
  return readSystemCalls(trace).flatMap((call) => {
    const { startedAt, endedAt } = call;
    const done = readers[call.name]?.(call, positions);
    return done === undefined ? [] : [{ ...done, startedAt, endedAt }];
  });
}

/** Where the next plain write of an open file goes, by its descriptor. */
type Positions = Map<string, number>;

/** {@link DiskOperation} without its moment. */
type Done = { [kind in DiskOperation["kind"]]: Omit<Extract<DiskOperation, { kind: kind }>, "startedAt" | "endedAt"> };

type Reader = (call: SystemCall, positions: Positions) => Done[DiskOperation["kind"]];

const truncate: Reader = ({ file, lastNumber }) => ({ kind: "truncate", path: file.path, size: lastNumber });
const sync: Reader = ({ file }) => ({ kind: "sync", path: file.path });
const rename: Reader = ({ texts: [from = "", to = ""] }) => ({ kind: "rename", from: String(from), to: String(to) });
const remove: Reader = ({ texts: [path = ""] }) => ({ kind: "remove", path: String(path) });

const readers: { readonly [call: string]: Reader } = {
  openat: open,
  write,
  writev: write,
  pwrite64: writeAt,
  ftruncate: truncate,
  fsync: sync,
  fdatasync: sync,
  rename,
  renameat: rename,
  renameat2: rename,
  unlink: remove,
  unlinkat: remove,
  mkdir: ({ texts: [path = ""] }) => ({ kind: "make directory", path: String(path) }),
};

/** The calls that are read here, for `strace -e`. */
export const tracedCalls: readonly string[] = Object.keys(readers);

function open({ file, texts: [path], rest, result }: SystemCall, positions: Positions): Done["open"] {
  positions.set(String(result), rest.includes("O_APPEND") ? Number.NaN : 0);
  return {
    kind: "open",
    path: resolve(file.path, String(path ?? "")),
    creates: rest.includes("O_CREAT"),
    truncates: rest.includes("O_TRUNC"),
  };
}

/** What is no file is a connection. */
function write({ file, texts, result }: SystemCall, positions: Positions): Done["write"] | Done["answer"] {
  const bytes = Buffer.concat(texts).subarray(0, result);
  if (!file.path.startsWith("/")) return { kind: "answer", text: bytes.toString() };
  const offset = positions.get(file.descriptor) ?? Number.NaN;
  positions.set(file.descriptor, offset + result);
  return { kind: "write", path: file.path, offset, bytes };
}

function writeAt({ file, texts, result, lastNumber }: SystemCall): Done["write"] {
  return { kind: "write", path: file.path, offset: lastNumber, bytes: Buffer.concat(texts).subarray(0, result) };
}
