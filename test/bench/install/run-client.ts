import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

import { endedChildrenCpu } from "../measure/process-usage.ts";

/** What one run of a client took. */
export type ClientRun = {
  readonly wallMs: number;
  /** User and system time of all its processes and threads; the kernel counts it in steps of 10 ms. */
  readonly cpuMs: number;
  /** The most memory that its first process had, as it was seen. */
  readonly peakBytes: number;
};

const readPeakEveryMs = 25;

/** Runs a program to its end, which must be a success, while nothing else of ours ends. Throws what it printed otherwise. */
export async function runClient(
  file: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<ClientRun> {
  const cpuBefore = endedChildrenCpu();
  const startedAt = performance.now();
  const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const kill = (): boolean => child.kill("SIGKILL");
  process.prependOnceListener("exit", kill);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += String(chunk)));
  let peakBytes = 0;
  const timer = setInterval(() => (peakBytes = readPeak(child.pid) ?? peakBytes), readPeakEveryMs);

  const exited = once(child, "exit");
  const closed = once(child, "close");
  const [code] = await exited.finally(() => clearInterval(timer));
  const wallMs = performance.now() - startedAt;
  await closed;
  process.off("exit", kill);
  if (code !== 0) throw new Error(`\`${file} ${args.join(" ")}\` in ${cwd} ended with ${code}:\n${printed}`);
  return { wallMs, cpuMs: (endedChildrenCpu() - cpuBefore) / 1000, peakBytes };
}

/** What `/proc` says of the peak; `undefined` when the process has ended. */
function readPeak(pid: number | undefined): number | undefined {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
