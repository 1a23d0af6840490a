import { readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";

/** What a process has used since it began. */
export type ProcessUsage = {
  /** User and system time of all its threads; the kernel counts it in steps of 10 ms. */
  readonly cpuMicroseconds: number;
  /** VmRSS. */
  readonly residentBytes: number;
  /** VmHWM: the most that it had since it began, or since {@link forgetPeak}. */
  readonly residentPeakBytes: number;
};

/** A step of the clock in `/proc`: Linux tells programs of 100 a second, whatever its own clock does. */
const tickMicroseconds = 10_000;

/** Reads what the process `pid` used; throws when it is not there. */
export async function readProcessUsage(pid: number): Promise<ProcessUsage> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8"),
    readFile(`/proc/${pid}/status`, "utf8"),
  ]);
  const { userTicks, systemTicks } = parseStat(stat);
  return {
    cpuMicroseconds: (userTicks + systemTicks) * tickMicroseconds,
    residentBytes: parseKilobytes(status, "VmRSS") * 1024,
    residentPeakBytes: parseKilobytes(status, "VmHWM") * 1024,
  };
}

/**
 * Reads the user and system time, in microseconds, of all processes that this one started and that have ended, with
 * those that they started and waited for.
 */
export function endedChildrenCpu(): number {
  return parseStat(readFileSync("/proc/self/stat", "utf8")).endedChildrenTicks * tickMicroseconds;
}

/** Returns the processes that the process `pid` started and that still run. */
export async function listChildren(pid: number): Promise<number[]> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    // It may have ended since its name was listed.
    processes.map(async (name) => await readFile(`/proc/${name}/stat`, "utf8").catch(() => undefined)),
  );
  return processes
    .filter((_, index) => {
      const stat = parents[index];
      return stat !== undefined && parseStat(stat).parent === pid;
    })
    .map(Number);
}

/** Reads the memory of the process `pid` in bytes; of a page that several processes share, each has a part. */
export async function readProportionalBytes(pid: number): Promise<number> {
  return parseKilobytes(await readFile(`/proc/${pid}/smaps_rollup`, "utf8"), "Pss") * 1024;
}

/** Lets the peak of the process `pid` begin again at what it has now. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, "5");
}

/**
 * Reads the user and system time, in microseconds, of the process `pid`, of its children, and of those that have
 * ended: Postgres works for each connection in a process of its own.
 */
export async function readFamilyCpu(pid: number): Promise<number> {
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const ticks = await Promise.all(processes.map((name) => ticksInFamily(name, pid)));
  return ticks.reduce((sum, own) => sum + own, 0) * tickMicroseconds;
}

async function ticksInFamily(name: string, pid: number): Promise<number> {
  // It may have ended since its name was listed; its parent has its time then.
  const text = await readFile(`/proc/${name}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return 0;
  const stat = parseStat(text);
  if (Number(name) === pid) return stat.userTicks + stat.systemTicks + stat.endedChildrenTicks;
  return stat.parent === pid ? stat.userTicks + stat.systemTicks : 0;
}

type Stat = { parent: number; userTicks: number; systemTicks: number; endedChildrenTicks: number };

/** Parses a line of `/proc/<pid>/stat`. Its second field is the name of the program, which may hold anything. */
export function parseStat(line: string): Stat {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    parent: field(4),
    userTicks: field(14),
    systemTicks: field(15),
    endedChildrenTicks: field(16) + field(17),
  };
}

function parseKilobytes(status: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  if (found === undefined) throw new Error(`/proc says nothing of ${name}`);
  return Number(found);
}
