import type { Target } from "../targets/target.ts";
import type { Load } from "./drive.ts";
import { percentile } from "./median.ts";
import { forgetPeak, readFamilyCpu, readProcessUsage } from "./process-usage.ts";

/** What one scenario did to one target in one round. */
export type Sample = {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Of the server's process, for each request. */
  readonly cpuMicroseconds: number;
  /** Of all processes of the database server beside it, for each request; 0 where there is none. */
  readonly databaseCpuMicroseconds: number;
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  /** What the server holds when the load has ended. */
  readonly residentBytes: number;
  /** The most that the server held during the load. */
  readonly residentPeakBytes: number;
};

/** Runs `drive` and returns it together with what it cost the server. */
export async function takeSample(target: Target, drive: () => Promise<Load>): Promise<Sample> {
  await forgetPeak(target.pid);
  const before = await readCosts(target);
  const load = await drive();
  const after = await readCosts(target);
  return {
    requests: load.requests,
    requestsPerSecond: load.requests / load.seconds,
    cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / load.requests,
    databaseCpuMicroseconds: (after.databaseCpuMicroseconds - before.databaseCpuMicroseconds) / load.requests,
    latencyP50Ms: percentile(load.latenciesMs, 0.5),
    latencyP95Ms: percentile(load.latenciesMs, 0.95),
    residentBytes: after.residentBytes,
    residentPeakBytes: after.residentPeakBytes,
  };
}

type Costs = Pick<Sample, "residentBytes" | "residentPeakBytes" | "databaseCpuMicroseconds" | "cpuMicroseconds">;

async function readCosts({ pid, databasePid }: Target): Promise<Costs> {
  const [usage, databaseCpuMicroseconds] = await Promise.all([
    readProcessUsage(pid),
    databasePid === undefined ? 0 : readFamilyCpu(databasePid),
  ]);
  return { ...usage, databaseCpuMicroseconds };
}
