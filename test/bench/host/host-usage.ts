import { listChildren, readFamilyCpu, readProportionalBytes } from "../measure/process-usage.ts";
import type { HostSample } from "./host-sample.ts";

const megabyte = 1024 * 1024;

/** Reads the memory of this process, which is a host, and of the processes of its sandboxes. */
export async function readHostMemory(): Promise<Pick<HostSample, "hostMb" | "sandboxesMb">> {
  const sandboxes = await Promise.all((await listChildren(process.pid)).map(readProportionalBytes));
  const sandboxBytes = sandboxes.reduce((sum, bytes) => sum + bytes, 0);
  return { hostMb: (await readProportionalBytes(process.pid)) / megabyte, sandboxesMb: sandboxBytes / megabyte };
}

/** Does `work` and returns how long it took, and what this process and those that it started used for it. */
export async function timed(work: () => Promise<void>): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const cpuBefore = await readFamilyCpu(process.pid);
  const beganAt = performance.now();
  await work();
  const ms = performance.now() - beganAt;
  return { ms, cpuMs: ((await readFamilyCpu(process.pid)) - cpuBefore) / 1000 };
}
