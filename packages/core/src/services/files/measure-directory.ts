import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

import { isMissing } from "./disk-failures.ts";

/** Even an empty file takes a block, and many of them are a way to fill a disk. */
const blockBytes = 4096;

/** Returns what a file of so many bytes takes; a directory takes as much as an empty one. */
export function roomOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / blockBytes)) * blockBytes;
}

/** Something that stands in a directory. */
export type Measured = {
  /** Absolute. */
  readonly path: string;
  /** What it takes, in bytes. */
  readonly room: number;
};

/** Returns everything in `directory` and below it, which is nothing where there is none. Links are not followed. */
export async function measureDirectory(directory: string): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  const waiting = [directory];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    // What goes away while it is measured takes nothing.
    const entries = await readdir(next, { withFileTypes: true }).catch(whenMissing([]));
    for (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      const size = entry.isFile() ? (await lstat(path).catch(whenMissing({ size: 0 }))).size : 0;
      measured.push({ path, room: roomOf(size) });
    }
  }
  return measured;
}

/** Returns what all of `measured` takes, in bytes. */
export function totalRoom(measured: readonly Measured[]): number {
  return measured.reduce((total, { room }) => total + room, 0);
}

function whenMissing<Value>(value: Value): (failure: unknown) => Value {
  return (failure) => {
    if (isMissing(failure)) return value;
    throw failure;
  };
}
