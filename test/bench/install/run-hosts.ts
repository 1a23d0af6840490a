import { join } from "node:path";

import { fromSource } from "../../support/larder-process.ts";
import type { BenchRun } from "../run-bench.ts";
import type { Target } from "../targets/target.ts";
import type { BenchHost } from "./hosts.ts";
import { installClient, type InstallClientName } from "./install-client.ts";
import { type InstallSample, type InstallStep, takeInstallSample } from "./install-round.ts";
import { type InstallScenario, installScenarios } from "./scenarios.ts";

/** How far away the registry is. */
export type Distance = "loopback" | "far";

/** All samples of one client in one scenario, a round each. */
export type InstallSeries = {
  readonly scenario: string;
  readonly host: string;
  readonly distance: Distance;
  readonly client: InstallClientName;
  readonly samples: InstallSample[];
};

/** Who installs what, and from where. */
export type HostsRun = {
  readonly hosts: readonly BenchHost[];
  readonly clients: readonly InstallClientName[];
  readonly distance: Distance;
  readonly target: Target;
  /** The URL of the registry, as clients know it. */
  readonly url: string;
  /** How many versions of the probe were wanted before. */
  readonly firstProbe: number;
};

type Plan = {
  readonly scenario: InstallScenario;
  readonly steps: readonly { readonly step: InstallStep; readonly series: InstallSeries }[];
};

/** Installs one host after the other with every client, round by round. The first round warms up and does not count. */
export async function runHosts(run: BenchRun, asked: HostsRun): Promise<InstallSeries[]> {
  const { options, progress } = run;
  const all: InstallSeries[] = [];
  for (const host of asked.hosts) {
    const plan = planHost(run, host, asked);
    for (let round = 0; round <= options.rounds; round++) {
      const what = round === 0 ? "warming up" : `round ${round} of ${options.rounds}`;
      progress(`${host.name}, ${asked.distance}: ${what}`);
      for (const planned of plan) await runRound(planned, round, asked.firstProbe);
    }
    all.push(...plan.flatMap(({ steps }) => steps.map(({ series }) => series)));
  }
  return all;
}

/** How many versions of the probe are wanted in all rounds of one host. */
export function probesOf(rounds: number): number {
  return (rounds + 1) * probed.length;
}

const probed = installScenarios.filter(({ wants }) => wants !== "same");

function planHost({ installed, directory }: BenchRun, host: BenchHost, { distance, ...asked }: HostsRun): Plan[] {
  const larder = { file: process.execPath, args: installed === undefined ? fromSource : [installed] };
  const steps = asked.clients.map((name): InstallStep => {
    const workplace = join(directory, distance, host.name.replace(" ", "-"), name);
    const place = { client: installClient(name, larder), registry: asked.url, directory: workplace };
    return { place, target: asked.target, host };
  });
  return installScenarios
    .filter((scenario) => distance === "loopback" || scenario.overLink)
    .map((scenario) => ({
      scenario,
      steps: steps.map((step) => ({
        step,
        series: { scenario: scenario.title, host: host.name, distance, client: step.place.client.name, samples: [] },
      })),
    }));
}

/**
 * Takes one scenario to each client; every round begins with another one. The warm-up does not begin with the first
 * one, which has the registry resolve: what it has to fetch from elsewhere for that may take longer than anybody waits.
 */
async function runRound({ scenario, steps }: Plan, round: number, firstProbe: number): Promise<void> {
  const first = (round + 1) % steps.length;
  for (const { step, series } of [...steps.slice(first), ...steps.slice(0, first)]) {
    const sample = await takeInstallSample(step, scenario, firstProbe + probeIndex(scenario, round));
    if (round > 0) series.samples.push(sample);
  }
}

/** Which probe is wanted: of each round and scenario another one, and the last one's where the wants are the same. */
function probeIndex(scenario: InstallScenario, round: number): number {
  const scenarios = installScenarios.slice(0, installScenarios.indexOf(scenario) + 1);
  return round * probed.length + scenarios.filter(({ wants }) => wants !== "same").length - 1;
}
