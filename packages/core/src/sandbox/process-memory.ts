import { readFileSync } from "node:fs";

const pageBytes = 4096;

/** Returns the memory that the process `pid` holds, in bytes; undefined where the system does not tell, or it is gone. */
export function readProcessMemory(pid: number): number | undefined {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return Number.isInteger(pages) ? pages * pageBytes : undefined;
  } catch {
    return undefined;
  }
}
