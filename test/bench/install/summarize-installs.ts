import { median } from "../measure/median.ts";
import type { InstallClientName } from "./install-client.ts";
import type { InstallSample } from "./install-round.ts";
import type { InstallSeries } from "./run-hosts.ts";

/** The medians of one client in one scenario, and how they compare within the same run. */
export type InstallSummary = Omit<InstallSeries, "samples"> & {
  readonly rounds: number;
  readonly wallMs: number;
  /** Of each round. */
  readonly wallMsRounds: readonly number[];
  readonly cpuMs: number;
  readonly registryCpuMs: number;
  readonly peakBytes: number;
  readonly requests: number;
  readonly archives: number;
  readonly packages: number;
  /** Wall time in multiples of the fastest other client's; `undefined` where no other one ran. */
  readonly toFastest: number | undefined;
  readonly fastest: InstallClientName | undefined;
};

/** Returns one summary a series. Pure. */
export function summarizeInstalls(series: readonly InstallSeries[]): InstallSummary[] {
  const measured = series.map(({ samples, ...own }) => ({ ...own, ...mediansOf(samples) }));
  return measured.map((own) => {
    const others = measured.filter(
      ({ scenario, host, distance, client }) =>
        scenario === own.scenario && host === own.host && distance === own.distance && client !== "larder",
    );
    const [fastest] = others.toSorted((one, other) => one.wallMs - other.wallMs);
    return { ...own, fastest: fastest?.client, toFastest: fastest && own.wallMs / fastest.wallMs };
  });
}

function mediansOf(
  samples: readonly InstallSample[],
): Omit<InstallSummary, "scenario" | "host" | "distance" | "client" | "toFastest" | "fastest"> {
  const of = (pick: (sample: InstallSample) => number): number => median(samples.map(pick));
  return {
    rounds: samples.length,
    wallMs: of(({ wallMs }) => wallMs),
    wallMsRounds: samples.map(({ wallMs }) => Math.round(wallMs)),
    cpuMs: of(({ cpuMs }) => cpuMs),
    registryCpuMs: of(({ registryCpuMs }) => registryCpuMs),
    peakBytes: of(({ peakBytes }) => peakBytes),
    requests: of(({ requests }) => requests.all),
    archives: of(({ requests }) => requests.archives),
    packages: of(({ packages }) => packages),
  };
}
