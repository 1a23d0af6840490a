import type { Footprint } from "../run-bench.ts";
import { formatTable } from "./format-table.ts";
import type { Summary } from "./summarize.ts";

const measures = [
  "scenario",
  "target",
  "bytes",
  "req/s",
  "CPU µs",
  "database µs",
  "p50 ms",
  "p95 ms",
  "RSS MB",
  "peak MB",
];
const ratios = ["CPU/bare", "req/bare", "CPU saved", "req/Verdaccio"];

/** Returns the medians and the ratios as a table, and the memory of each target below it. */
export function formatReport(summaries: readonly Summary[], footprints: readonly Footprint[]): string {
  const results = summaries.map((summary) => [...measuresOf(summary), ...ratiosOf(summary)]);
  const processes = footprints.map(({ target, firstStart, start, end }) => [
    target,
    firstStart === undefined ? "" : firstStart.readyMs.toFixed(0),
    firstStart === undefined ? "" : megabytes(firstStart.idle.residentBytes),
    start.readyMs.toFixed(0),
    ...[start.idle.residentBytes, end.residentBytes].map(megabytes),
  ]);
  return [
    ...(results.length === 0 ? [] : [formatTable([...measures, ...ratios], results, 2)]),
    formatTable(["process", "first ready ms", "first idle MB", "ready ms", "idle MB", "end MB"], processes, 1),
    "`first` is a start on an empty directory; `ready` and `idle` are of the next one, on what was there then.",
    "`CPU saved` is Verdaccio's CPU for a request in multiples of the row's own.",
  ].join("\n\n");
}

function measuresOf({ scenario, target, answerBytes, medians }: Summary): string[] {
  return [
    scenario,
    target,
    answerBytes === undefined ? "" : answerBytes.toFixed(0),
    medians.requestsPerSecond.toFixed(medians.requestsPerSecond < 10 ? 2 : 0),
    medians.cpuMicroseconds.toFixed(0),
    medians.databaseCpuMicroseconds === 0 ? "" : medians.databaseCpuMicroseconds.toFixed(0),
    medians.latencyP50Ms.toFixed(2),
    medians.latencyP95Ms.toFixed(2),
    ...[medians.residentBytes, medians.residentPeakBytes].map(megabytes),
  ];
}

function ratiosOf({ ratios: own }: Summary): string[] {
  const inOrder = [own.cpuToBare, own.throughputToBare, own.cpuSavedToVerdaccio, own.throughputToVerdaccio];
  return inOrder.map((ratio) => (ratio === undefined ? "" : ratio.toFixed(2)));
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
