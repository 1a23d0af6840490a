import { readLibc } from "./read-libc.ts";

/** What decides whether a package of one platform runs here, in Node's words. */
export type Machine = {
  readonly os: string;
  readonly cpu: string;
  /** `glibc` or `musl`; only Linux has one. */
  readonly libc: string | undefined;
};

/** It does not change. */
let here: Machine | undefined;

/** Returns what this process runs on. */
export function readMachine(): Machine {
  const { platform: os, arch: cpu } = process;
  here ??= { os, cpu, libc: os === "linux" ? readLibc() : undefined };
  return here;
}
