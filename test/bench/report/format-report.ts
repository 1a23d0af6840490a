import type { Footprint } from "../run-bench.ts";
import type { Summary } from "./summarize.ts";

const megabyte = 1024 * 1024;

const measures = ["scenario", "target", "bytes", "req/s", "CPU µs", "database µs", "p50 ms", "p95 ms", "RSS MB"];
const ratios = ["CPU/bare", "req/bare", "CPU saved", "req/Verdaccio"];

/** Returns the medians and the ratios as a table, and the memory of each target below it. */
export function formatReport(summaries: readonly Summary[], footprints: readonly Footprint[]): string {
  const results = summaries.map((summary) => [...measuresOf(summary), ...ratiosOf(summary)]);
  const processes = footprints.map(({ target, readyMs, idle, end }) => [
    target,
    readyMs.toFixed(0),
    ...[idle.residentBytes, end.residentBytes, end.residentPeakBytes].map((bytes) => (bytes / megabyte).toFixed(0)),
  ]);
  return [
    formatTable([...measures, ...ratios], results, 2),
    formatTable(["process", "ready ms", "idle MB", "end MB", "peak MB"], processes, 1),
    "`CPU saved` is Verdaccio's CPU for a request in multiples of the row's own.",
  ].join("\n\n");
}

function measuresOf({ scenario, target, answerBytes, medians }: Summary): string[] {
  return [
    scenario,
    target,
    answerBytes === undefined ? "" : String(answerBytes),
    medians.requestsPerSecond.toFixed(0),
    medians.cpuMicroseconds.toFixed(0),
    medians.databaseCpuMicroseconds === 0 ? "" : medians.databaseCpuMicroseconds.toFixed(0),
    medians.latencyP50Ms.toFixed(2),
    medians.latencyP95Ms.toFixed(2),
    (medians.residentBytes / megabyte).toFixed(0),
  ];
}

function ratiosOf({ ratios: own }: Summary): string[] {
  const inOrder = [own.cpuToBare, own.throughputToBare, own.cpuSavedToVerdaccio, own.throughputToVerdaccio];
  return inOrder.map((ratio) => (ratio === undefined ? "" : ratio.toFixed(2)));
}

/** Returns lines of columns of equal width: the first `texts` columns stand left, numbers stand right. */
function formatTable(heads: readonly string[], rows: readonly (readonly string[])[], texts: number): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const formatRow = (row: readonly string[]): string =>
    widths
      .map((width, column) =>
        column < texts ? (row[column] ?? "").padEnd(width) : (row[column] ?? "").padStart(width),
      )
      .join("  ")
      .trimEnd();
  return [heads, widths.map((width) => "-".repeat(width)), ...rows].map(formatRow).join("\n");
}
