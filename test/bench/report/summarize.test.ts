import { expect, test } from "vitest";

import { parseStat } from "../measure/process-usage.ts";
import type { Series } from "../run-bench.ts";
import type { TargetName } from "../targets/target.ts";
import { summarize } from "./summarize.ts";

const usage = { cpuMicroseconds: 0, residentBytes: 0, residentPeakBytes: 0 };

/** A series whose rounds took these microseconds of CPU a request, on a server that does 1000 ms worth a second. */
function aSeries(name: TargetName, cpu: readonly number[]): Series {
  const start = { readyMs: 0, idle: usage };
  const target = { name, url: "", pid: 1, databasePid: undefined, token: undefined, firstStart: undefined, start };
  const samples = cpu.map((cpuMicroseconds) => ({
    requests: 10,
    requestsPerSecond: 1_000_000 / cpuMicroseconds,
    cpuMicroseconds,
    databaseCpuMicroseconds: 0,
    latencyP50Ms: 1,
    latencyP95Ms: 1,
    residentBytes: 1,
    residentPeakBytes: 1,
  }));
  return { scenario: "packument", target, answerBytes: 5, samples };
}

test("a summary holds the medians of the rounds and their ratios within the run", () => {
  const [larder, verdaccio, bare] = summarize([
    aSeries("larder-pglite", [90, 100, 1000]),
    aSeries("verdaccio", [2000, 4000]),
    aSeries("bare", [50]),
  ]);

  expect(larder).toMatchObject({ rounds: 3, requests: 30, medians: { cpuMicroseconds: 100 } });
  expect(larder?.ratios).toMatchObject({ cpuToBare: 2, throughputToBare: 0.5, cpuSavedToVerdaccio: 30 });
  expect(verdaccio?.medians.cpuMicroseconds).toBe(3000);
  expect(bare?.ratios.cpuToBare).toBe(1);
});

test("what was not measured beside it makes no ratio", () => {
  expect(summarize([aSeries("larder-pglite", [100])])[0]?.ratios).toEqual({
    cpuToBare: undefined,
    throughputToBare: undefined,
    cpuSavedToVerdaccio: undefined,
    throughputToVerdaccio: undefined,
  });
});

test("the times of a process are read, whatever it is called", () => {
  const stat = parseStat("42 (a) b (c) S 7 42 42 0 -1 4194560 1 2 3 4 150 25 6 4 20 0 11 0 100");

  expect(stat).toEqual({ parent: 7, userTicks: 150, systemTicks: 25, endedChildrenTicks: 10 });
});
