import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { fromSource } from "../../support/larder-process.ts";
import type { BenchRun } from "../run-bench.ts";
import type { Target } from "../targets/target.ts";
import { type BenchHost, benchHosts } from "./hosts.ts";
import { installClient, type InstallClientName } from "./install-client.ts";
import { type InstallSample, type InstallStep, takeInstallSample } from "./install-round.ts";
import { publishProbes } from "./probe.ts";
import { type InstallScenario, installScenarios } from "./scenarios.ts";
import {
  type BenchRegistryOptions,
  type RecordingMessage,
  startBenchRegistry,
  startFarRegistry,
  startRecordedUplink,
} from "./start-bench-registry.ts";

/** How far away the registry is. */
export type Distance = "loopback" | "far";

/** What is between the clients and a registry that is far away. */
const farLink = { roundTripMs: 50, bitsPerSecond: 200_000_000 };

/** All samples of one client in one scenario, a round each. */
export type InstallSeries = {
  readonly scenario: string;
  readonly host: string;
  readonly distance: Distance;
  readonly client: InstallClientName;
  readonly samples: InstallSample[];
};

type Plan = {
  readonly scenario: InstallScenario;
  readonly steps: readonly { readonly step: InstallStep; readonly series: InstallSeries }[];
};

/**
 * Installs every host with every client from one registry, round by round, on loopback and then over a link. The first
 * round warms up and does not count: it also brings to the registry what it has to have.
 */
export async function runInstallBench(run: BenchRun): Promise<readonly InstallSeries[]> {
  const { options, progress } = run;
  const near = askedHosts("loopback", options);
  const far = options.quick ? [] : askedHosts("far", options);
  if (near.length + far.length === 0) return [];

  await using stack = new AsyncDisposableStack();
  const recording = join(run.recordings, "public-registry");
  await mkdir(recording, { recursive: true });
  const watch = watchRecording(progress);
  const uplink = await startRecordedUplink(recording, watch.onMessage);
  stack.defer(() => uplink.stop());

  const place: BenchRegistryOptions = {
    directory: join(run.directory, "install-registry"),
    installed: run.installed,
    profiles: options.profiles,
    uplink: uplink.url,
  };
  const registry = stack.use(await startBenchRegistry(place));
  await publishProbes(registry, 2 * probesOf(options.rounds));
  const loopback = await runDistance(run, near, { distance: "loopback", target: registry, url: registry.url });
  watch.assertNothingFailed();
  if (far.length === 0) return loopback;

  await registry[Symbol.asyncDispose]();
  await using farRegistry = await startFarRegistry(registry, place, farLink);
  const { target, linkUrl } = farRegistry;
  return [...loopback, ...(await runDistance(run, far, { distance: "far", target, url: linkUrl }))];
}

/** The hosts of which `--only` names a scenario: all scenarios of a host are run, as each needs what the last one left. */
function askedHosts(distance: Distance, { only, quick }: BenchRun["options"]): readonly BenchHost[] {
  const hosts = quick ? benchHosts.slice(0, 1) : benchHosts;
  return hosts.filter((host) => installScenarios.some((scenario) => titleOf(scenario, host, distance).includes(only)));
}

function titleOf({ title }: InstallScenario, host: BenchHost, distance: Distance): string {
  return `install ${title}, ${host.name}, ${distance}`;
}

type Where = { readonly distance: Distance; readonly target: Target; readonly url: string };

async function runDistance(
  run: BenchRun,
  hosts: readonly BenchHost[],
  { distance, target, url }: Where,
): Promise<InstallSeries[]> {
  const { options, installed, directory, progress } = run;
  const larder = { file: process.execPath, args: installed === undefined ? fromSource : [installed] };
  const all: InstallSeries[] = [];
  for (const [hostIndex, host] of hosts.entries()) {
    const steps = options.clients.map((name) => {
      const client = installClient(name, larder);
      return {
        target,
        host,
        place: { client, registry: url, directory: join(directory, distance, `${hostIndex}`, name) },
      };
    });
    const plan: Plan[] = installScenarios
      .filter((scenario) => distance === "loopback" || scenario.overLink)
      .map((scenario) => ({
        scenario,
        steps: steps.map((step) => ({
          step,
          series: { scenario: scenario.title, host: host.name, distance, client: step.place.client.name, samples: [] },
        })),
      }));
    const firstProbe = distance === "loopback" ? 0 : probesOf(options.rounds);
    for (let round = 0; round <= options.rounds; round++) {
      progress(`${host.name}, ${distance}: ${round === 0 ? "warming up" : `round ${round} of ${options.rounds}`}`);
      for (const planned of plan) await runRound(planned, round, firstProbe);
    }
    all.push(...plan.flatMap(({ steps: planned }) => planned.map(({ series }) => series)));
  }
  return all;
}

/** Takes one scenario to each client; every round begins with another one. */
async function runRound({ scenario, steps }: Plan, round: number, firstProbe: number): Promise<void> {
  const first = round % steps.length;
  for (const { step, series } of [...steps.slice(first), ...steps.slice(0, first)]) {
    const sample = await takeInstallSample(step, scenario, firstProbe + probeIndex(scenario, round));
    if (round > 0) series.samples.push(sample);
  }
}

const probed = installScenarios.filter(({ wants }) => wants !== "same");

function probesOf(rounds: number): number {
  return (rounds + 1) * probed.length;
}

/** Which probe is wanted: of each round and scenario another one, and the last one's where the wants are the same. */
function probeIndex(scenario: InstallScenario, round: number): number {
  const scenarios = installScenarios.slice(0, installScenarios.indexOf(scenario) + 1);
  return round * probed.length + scenarios.filter(({ wants }) => wants !== "same").length - 1;
}

type RecordingWatch = {
  readonly onMessage: (message: RecordingMessage) => void;
  readonly assertNothingFailed: () => void;
};

/** Says what is being recorded, and what could not be. */
function watchRecording(progress: (line: string) => void): RecordingWatch {
  const failures: string[] = [];
  let recorded = 0;
  return {
    onMessage: (message) => {
      if (message.failed !== undefined) failures.push(message.failed);
      if (message.recorded === undefined) return;
      recorded += 1;
      if (recorded === 1) progress("recording packages of the public registry, which later runs have here");
      if (recorded % 100 === 0) progress(`recorded ${recorded} documents and archives`);
    },
    assertNothingFailed: () => {
      if (failures.length === 0) return;
      throw new Error(`The packages of the bench could not be recorded:\n${failures.slice(0, 5).join("\n")}`);
    },
  };
}
