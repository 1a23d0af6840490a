import { collectDefaultMetrics, Counter, Gauge, Histogram, type MetricValueWithName, Registry } from "prom-client";

import { type CallCount, type CallCounts, durationBuckets } from "../actions/call-counts.ts";
import type { RateLimits } from "../actions/rate-limits.ts";
import type { HostStatus } from "./host-status.ts";

/** What the metrics of a host are made of. */
export type MetricSources = {
  readonly counts: CallCounts;
  readonly rateLimits: RateLimits;
  readonly status: () => HostStatus;
};

/** Returns the metrics of a host in the text format of Prometheus, with those of its process. */
export async function hostMetrics({ counts, rateLimits, status }: MetricSources): Promise<string> {
  const register = new Registry();
  addCalls(register, counts.list());
  const limited = new Counter({
    name: "larder_host_rate_limited_calls_total",
    help: "Calls that were refused since too many came, by whose calls were counted",
    labelNames: ["target"],
    registers: [register],
  });
  for (const { target, refused } of rateLimits.list()) limited.inc({ target }, refused);
  addParts(register, status());
  return `${await processMetrics().metrics()}\n${await register.metrics()}`;
}

function addCalls(register: Registry, counts: readonly CallCount[]): void {
  const calls = new Counter({
    name: "larder_host_action_calls_total",
    help: "Calls of an action, by how they ended",
    labelNames: ["package", "action", "outcome"],
    registers: [register],
  });
  for (const { packageName, action, outcomes } of counts) {
    for (const [outcome, count] of outcomes) calls.inc({ package: packageName, action, outcome }, count);
  }
  register.registerMetric(new CallDurations(counts));
}

function addParts(register: Registry, { packages, services }: HostStatus): void {
  const states = new Gauge({
    name: "larder_host_packages",
    help: "Packages, by state",
    labelNames: ["state"],
    registers: [register],
  });
  for (const { actual } of packages) states.inc({ state: actual });
  const up = new Gauge({
    name: "larder_host_service_up",
    help: "1 for a service that works, or that nobody has used yet",
    labelNames: ["service"],
    registers: [register],
  });
  for (const { id, state } of services) up.set({ service: id }, state === "failed" ? 0 : 1);
}

const durationName = "larder_host_action_duration_seconds";
const durationHelp = "How long calls of an action took";

/** The histogram of numbers that were counted elsewhere: a call must not pay for labels that nobody reads. */
class CallDurations extends Histogram<"package" | "action"> {
  readonly #counts: readonly CallCount[];

  constructor(counts: readonly CallCount[]) {
    super({
      name: durationName,
      help: durationHelp,
      labelNames: ["package", "action"],
      buckets: [...durationBuckets],
      registers: [],
    });
    this.#counts = counts;
  }

  /** What the base class makes its text of. */
  async getForPromString(): Promise<object> {
    const values = this.#counts.flatMap(valuesOf);
    return { name: durationName, help: durationHelp, type: "histogram", values, aggregator: "sum" };
  }
}

/** A bucket counts all that took no longer than its bound, so also those of the buckets before it. */
function valuesOf({ packageName, action, buckets, seconds }: CallCount): MetricValueWithName<"package" | "action">[] {
  const labels = { package: packageName, action };
  let sum = 0;
  const cumulative = [...buckets].map((count, index) => {
    sum += count;
    const le = durationBuckets[index] ?? "+Inf";
    return { metricName: `${durationName}_bucket`, labels: { ...labels, le } as typeof labels, value: sum };
  });
  return [
    ...cumulative,
    { metricName: `${durationName}_sum`, labels, value: seconds },
    { metricName: `${durationName}_count`, labels, value: sum },
  ];
}

let ofProcess: Registry | undefined;

/** CPU, memory, garbage collection and the lag of the event loop: one process has them once, from when they were first asked for. */
function processMetrics(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}
