import { median } from "../measure/median.ts";
import type { Sample } from "../measure/sample.ts";
import type { Series } from "../run-bench.ts";
import type { TargetName } from "../targets/target.ts";

/** The medians of one scenario on one target, and how they compare within the same run. */
export type Summary = {
  readonly scenario: string;
  readonly target: TargetName;
  readonly rounds: number;
  /** In all rounds together; each one was held against what was expected. */
  readonly requests: number;
  readonly answerBytes: number | undefined;
  readonly medians: Omit<Sample, "requests">;
  /** `undefined` where the other one was not measured. */
  readonly ratios: {
    /** CPU of a request, in multiples of the bare server's. */
    readonly cpuToBare: number | undefined;
    /** Requests per second, as a share of the bare server's. */
    readonly throughputToBare: number | undefined;
    /** How many times fewer CPU a request takes than Verdaccio's. */
    readonly cpuSavedToVerdaccio: number | undefined;
    /** Requests per second, in multiples of Verdaccio's. */
    readonly throughputToVerdaccio: number | undefined;
  };
};

/** Returns one summary a series. Pure. */
export function summarize(series: readonly Series[]): Summary[] {
  const measured = series.map(({ scenario, target, answerBytes, samples }) => ({
    scenario,
    target: target.name,
    rounds: samples.length,
    requests: samples.reduce((sum, sample) => sum + sample.requests, 0),
    answerBytes,
    medians: mediansOf(samples),
  }));
  return measured.map((own) => {
    const mediansOn = (target: TargetName): Summary["medians"] | undefined =>
      measured.find((other) => other.scenario === own.scenario && other.target === target)?.medians;
    return { ...own, ratios: ratiosOf(own.medians, mediansOn("bare"), mediansOn("verdaccio")) };
  });
}

function mediansOf(samples: readonly Sample[]): Summary["medians"] {
  const of = (key: keyof Sample): number => median(samples.map((sample) => sample[key]));
  return {
    requestsPerSecond: of("requestsPerSecond"),
    cpuMicroseconds: of("cpuMicroseconds"),
    databaseCpuMicroseconds: of("databaseCpuMicroseconds"),
    latencyP50Ms: of("latencyP50Ms"),
    latencyP95Ms: of("latencyP95Ms"),
    residentBytes: of("residentBytes"),
    residentPeakBytes: of("residentPeakBytes"),
  };
}

function ratiosOf(
  own: Summary["medians"],
  bare: Summary["medians"] | undefined,
  verdaccio: Summary["medians"] | undefined,
): Summary["ratios"] {
  return {
    cpuToBare: ratio(own.cpuMicroseconds, bare?.cpuMicroseconds),
    throughputToBare: ratio(own.requestsPerSecond, bare?.requestsPerSecond),
    cpuSavedToVerdaccio: verdaccio && ratio(verdaccio.cpuMicroseconds, own.cpuMicroseconds),
    throughputToVerdaccio: ratio(own.requestsPerSecond, verdaccio?.requestsPerSecond),
  };
}

/** A load that is shorter than the kernel's clock can tell makes no ratio. */
function ratio(value: number, divisor: number | undefined): number | undefined {
  return divisor === undefined || divisor === 0 ? undefined : value / divisor;
}
