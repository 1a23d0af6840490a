import { median } from "../measure/median.ts";
import type { HostFigure, HostSample, HostSeries } from "./host-sample.ts";
import { hostTargets } from "./host-targets.ts";

/** The medians of one scenario, and whether they are what the host is held to. */
export type HostSummary = {
  readonly scenario: string;
  readonly rounds: number;
  readonly figures: HostSample;
  /** Requests in a second in parts of the bare app's; undefined where there is nothing to compare. */
  readonly shareOfBare: number | undefined;
  /** `p50Us ≤ 100: met`. */
  readonly targets: readonly string[];
};

/** All figures, in the order of the table. */
export const hostFigures = [
  "p50Us",
  "p95Us",
  "cpuUs",
  "perSecond",
  "ms",
  "cpuMs",
  "sandboxesMb",
  "hostMb",
  "failed",
] as const satisfies readonly HostFigure[];

/** Returns one summary a series. Pure. */
export function summarizeHosts(all: readonly HostSeries[]): readonly HostSummary[] {
  const bare = all.find(({ scenario }) => scenario === "host request, bare Hono");
  const bareRate = bare && mediansOf(bare.samples).perSecond;
  return all.map(({ scenario, samples }) => {
    const figures = mediansOf(samples);
    const isRequest = scenario.startsWith("host request");
    const shareOfBare =
      isRequest && bareRate !== undefined && figures.perSecond !== undefined ? figures.perSecond / bareRate : undefined;
    return { scenario, rounds: samples.length, figures, shareOfBare, targets: judge(scenario, figures, shareOfBare) };
  });
}

function mediansOf(samples: readonly HostSample[]): HostSample {
  const measured = hostFigures.filter((figure) => samples.some((sample) => sample[figure] !== undefined));
  return Object.fromEntries(
    // One failed call is one too many, in whichever round.
    measured.map((figure) => [figure, figure === "failed" ? sumOf(samples) : medianOf(samples, figure)]),
  );
}

function medianOf(samples: readonly HostSample[], figure: HostFigure): number {
  return median(samples.flatMap((sample) => sample[figure] ?? []));
}

function sumOf(samples: readonly HostSample[]): number {
  return samples.reduce((sum, { failed = 0 }) => sum + failed, 0);
}

function judge(scenario: string, figures: HostSample, shareOfBare: number | undefined): readonly string[] {
  const { shareOfBare: least, ...most } = hostTargets[scenario] ?? {};
  const judged = hostFigures.flatMap((figure) => {
    const [limit, value] = [most[figure], figures[figure]];
    return limit === undefined || value === undefined ? [] : [`${figure} ≤ ${limit}: ${word(value <= limit)}`];
  });
  if (least === undefined || shareOfBare === undefined) return judged;
  return [...judged, `≥ ${least} of bare: ${word(shareOfBare >= least)}`];
}

function word(isMet: boolean): string {
  return isMet ? "met" : "missed";
}
