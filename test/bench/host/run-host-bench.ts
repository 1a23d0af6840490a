import { rm } from "node:fs/promises";
import { join } from "node:path";

import { layHost, type PackageOnDisk } from "@larder/core/testing";

import { fromSource, serveLarder } from "../../support/larder-process.ts";
import type { BenchRun } from "../run-bench.ts";
import { startChildServer } from "../targets/child-server.ts";
import { coreUrl } from "./bench-core.ts";
import { greetingPackage, smallPackage } from "./bench-packages.ts";
import type { CallSettings } from "./call-program.ts";
import type { HostSample, HostSeries } from "./host-sample.ts";
import { type HostScenario, hostScenarios } from "./host-scenarios.ts";
import type { ReloadSettings } from "./reload-program.ts";
import { runProgram } from "./run-program.ts";
import { runRequests } from "./run-requests.ts";
import type { StartSettings } from "./start-program.ts";

/** Takes one sample of a scenario. */
type Measure = () => Promise<HostSample>;

const programs = {
  call: new URL("call-program.ts", import.meta.url),
  start: new URL("start-program.ts", import.meta.url),
  reload: new URL("reload-program.ts", import.meta.url),
  bare: new URL("bare-hono-server.ts", import.meta.url),
} as const;

const plugin = "greeter";
const neighbour = "neighbour";

/** Measures hosts, round by round; the first round warms up, fills what hosts keep, and does not count. */
export async function runHostBench(run: BenchRun): Promise<readonly HostSeries[]> {
  const { options, progress } = run;
  const asked = hostScenarios.filter(({ title }) => title.includes(options.only));
  await using stack = new AsyncDisposableStack();
  const measured = [];
  for (const scenario of asked) {
    const series: HostSeries = { scenario: scenario.title, samples: [] };
    measured.push({ series, measure: await prepare(stack, run, scenario) });
  }
  for (let round = 0; round <= options.rounds && measured.length > 0; round++) {
    for (const { series, measure } of measured) {
      const sample = await measure();
      if (round > 0) series.samples.push(sample);
    }
    progress(round === 0 ? "hosts: warmed up" : `hosts: round ${round} of ${options.rounds}`);
  }
  return measured.map(({ series }) => series);
}

async function prepare(stack: AsyncDisposableStack, run: BenchRun, scenario: HostScenario): Promise<Measure> {
  const { quick } = run.options;
  const core = coreUrl(run.installed);
  const lay = async (packages: readonly PackageOnDisk[]): Promise<{ core: string; directory: string }> => {
    const { directory } = stack.use(await layHost(packages));
    return { core, directory };
  };
  switch (scenario.type) {
    case "calls": {
      const { mode, action } = scenario;
      const calls = (quick ? 3000 : 10_000) * (mode === "trusted" ? 3 : 1);
      const host = await lay([greetingPackage(plugin, mode)]);
      const settings: CallSettings = { ...host, plugin, action, mode, calls };
      return () => answerOf(programs.call, settings);
    }
    case "requests":
      return await prepareRequests(stack, run, scenario.server);
    case "start": {
      const { mode, packages, isFirst } = scenario;
      const plugins = Array.from({ length: packages }, (_, index) => `p${String(index).padStart(3, "0")}`);
      const make = mode === "sandboxed" ? (name: string) => greetingPackage(name, mode) : smallPackage;
      const host = await lay(plugins.map(make));
      const settings: StartSettings = { ...host, plugins, mode, proof: mode === "sandboxed" ? "greet" : "ping" };
      return async () => {
        if (isFirst) await rm(join(host.directory, ".larder", "cache"), { recursive: true, force: true });
        return await answerOf(programs.start, settings);
      };
    }
    case "reload": {
      const host = await lay([greetingPackage(plugin, "sandboxed"), greetingPackage(neighbour, "sandboxed")]);
      const settings: ReloadSettings = { ...host, plugin, neighbour, reloads: quick ? 10 : 30 };
      return () => answerOf(programs.reload, settings);
    }
  }
}

/** The servers run all the time: in each round they are asked in turn. */
async function prepareRequests(
  stack: AsyncDisposableStack,
  { options, installed }: BenchRun,
  server: "bare" | "trusted" | "sandboxed",
): Promise<Measure> {
  const durationMs = options.readMs * 2;
  if (server === "bare") {
    const bare = await startChildServer(programs.bare, {});
    stack.defer(() => bare.stop());
    return () => runRequests({ ...bare, plugin }, durationMs);
  }
  const { directory } = stack.use(await layHost([greetingPackage(plugin, server)]));
  const program = installed === undefined ? fromSource : [installed];
  const host = await serveLarder(["start", directory, "--listen", "127.0.0.1:0"], { program });
  const kill = (): boolean => process.kill(host.pid, "SIGKILL");
  process.prependOnceListener("exit", kill);
  stack.defer(async () => {
    process.off("exit", kill);
    await host.stop();
  });
  return () => runRequests({ url: host.url, pid: host.pid, plugin }, durationMs);
}

async function answerOf(program: URL, settings: object): Promise<HostSample> {
  return (await runProgram(program, settings)) as HostSample;
}
