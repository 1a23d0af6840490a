import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { BenchRun } from "../run-bench.ts";
import { type BenchHost, benchHosts } from "./hosts.ts";
import { publishProbes } from "./probe.ts";
import { type Distance, type InstallSeries, probesOf, runHosts } from "./run-hosts.ts";
import { type InstallScenario, installScenarios } from "./scenarios.ts";
import {
  type BenchRegistryOptions,
  type RecordingMessage,
  startBenchRegistry,
  startFarRegistry,
  startRecordedUplink,
} from "./start-bench-registry.ts";

/** What is between the clients and a registry that is far away. */
const farLink = { roundTripMs: 50, bitsPerSecond: 200_000_000 };

/**
 * Installs every host with every client from one registry, on loopback and then over a link. The warm-up also brings
 * to the registry what it has to have.
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
  const { clients } = options;
  const registry = stack.use(await startBenchRegistry(place));
  const probes = probesOf(options.rounds);
  await publishProbes(registry, 2 * probes);
  const { url } = registry;
  const here = { hosts: near, clients, distance: "loopback", target: registry, url, firstProbe: 0 } as const;
  const loopback = await watch.explain(() => runHosts(run, here));
  if (far.length === 0) return loopback;

  await registry[Symbol.asyncDispose]();
  await using there = await startFarRegistry(registry, place, farLink);
  const { target, linkUrl } = there;
  const away = { hosts: far, clients, distance: "far", target, url: linkUrl, firstProbe: probes } as const;
  const before = await there.carriedBytes();
  const series = await watch.explain(() => runHosts(run, away));
  assertCarried(series, (await there.carriedBytes()) - before);
  return [...loopback, ...series];
}

/** The hosts of which `--only` names a scenario: all scenarios of a host are run, as each needs what the last one left. */
function askedHosts(distance: Distance, { only, quick }: BenchRun["options"]): readonly BenchHost[] {
  const hosts = quick ? benchHosts.slice(0, 1) : benchHosts;
  return hosts.filter((host) => installScenarios.some((scenario) => titleOf(scenario, host, distance).includes(only)));
}

function titleOf({ title }: InstallScenario, host: BenchHost, distance: Distance): string {
  return `install ${title}, ${host.name}, ${distance}`;
}

/** A client that found its way around the link would look fast. An archive of this registry has more than 1 kB. */
function assertCarried(series: readonly InstallSeries[], bytes: number): void {
  const archives = series.flatMap(({ samples }) => samples.map(({ requests }) => requests.archives));
  const least = archives.reduce((sum, count) => sum + count, 0) * 1000;
  if (bytes < least) throw new Error(`The link carried ${bytes} bytes, and ${archives.length} runs took more`);
}

type RecordingWatch = {
  readonly onMessage: (message: RecordingMessage) => void;
  /** Does `work`; when it fails, the error says also what could not be recorded. */
  readonly explain: <Result>(work: () => Promise<Result>) => Promise<Result>;
};

/** Says what is being recorded, and what could not be. */
function watchRecording(progress: (line: string) => void): RecordingWatch {
  const failures: string[] = [];
  let recorded = 0;
  const explanation = (): string =>
    `Packages of the public registry are not recorded yet, and could not be fetched:\n${failures.slice(0, 5).join("\n")}`;
  return {
    onMessage: (message) => {
      if (message.failed !== undefined) failures.push(message.failed);
      if (message.recorded === undefined) return;
      recorded += 1;
      if (recorded === 1) progress("recording packages of the public registry, which later runs have here");
      if (recorded % 100 === 0) progress(`recorded ${recorded} documents and archives`);
    },
    explain: async (work) => {
      const result = await work().catch((error: unknown) => {
        throw failures.length === 0 ? error : new Error(explanation(), { cause: error });
      });
      if (failures.length > 0) throw new Error(explanation());
      return result;
    },
  };
}
