import { readSync, writeSync } from "node:fs";

/*
 * Which sandbox of a process is running right now, in a file that process and host share: it is still there
 * when the process hangs in native code, or was killed, and nobody has to be asked.
 */

/** What runs; `vm` is 0 for nothing. `stretch` differs whenever another one began. */
export type StretchMark = { readonly vm: number; readonly stretch: number };

const markBytes = 8;

/** Returns how the running process notes what it runs, in the open file `descriptor`. */
export function createStretchRecord(descriptor: number): {
  readonly begin: (vm: number) => void;
  readonly end: () => void;
} {
  const mark = new Uint32Array(2);
  const bytes = new Uint8Array(mark.buffer);
  const write = (vm: number): void => {
    mark[0] = vm;
    writeSync(descriptor, bytes, 0, markBytes, 0);
  };
  return {
    begin(vm) {
      mark[1] = ((mark[1] ?? 0) + 1) >>> 0;
      write(vm);
    },
    end: () => write(0),
  };
}

/** Returns what stands in the open file `descriptor`. */
export function readStretchMark(descriptor: number): StretchMark {
  const mark = new Uint32Array(2);
  readSync(descriptor, new Uint8Array(mark.buffer), 0, markBytes, 0);
  return { vm: mark[0] ?? 0, stretch: mark[1] ?? 0 };
}
