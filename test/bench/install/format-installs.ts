import { formatTable } from "../report/format-table.ts";
import type { InstallSummary } from "./summarize-installs.ts";
import { installTargets } from "./targets.ts";

const heads = ["scenario", "host", "registry", "client", "wall ms", "CPU ms", "registry CPU ms", "peak MB"];
const counts = ["requests", "archives", "packages", "to fastest", "target"];

/** Returns the medians as a table, a row for each client, and whether the targets were met. */
export function formatInstalls(summaries: readonly InstallSummary[]): string {
  if (summaries.length === 0) return "";
  return [
    formatTable([...heads, ...counts], summaries.map(rowOf), 4),
    "`to fastest` is the wall time in multiples of the fastest of npm, pnpm and bun. `packages` are those of the lock.",
  ].join("\n\n");
}

function rowOf(summary: InstallSummary): string[] {
  return [
    summary.scenario,
    summary.host,
    summary.distance,
    summary.client,
    ...[summary.wallMs, summary.cpuMs, summary.registryCpuMs].map((ms) => ms.toFixed(0)),
    (summary.peakBytes / 1024 / 1024).toFixed(0),
    ...[summary.requests, summary.archives, summary.packages].map((count) => count.toFixed(0)),
    summary.toFastest === undefined ? "" : summary.toFastest.toFixed(2),
    installTargets(summary),
  ];
}
