import { formatTable } from "../report/format-table.ts";
import { hostFigures, type HostSummary } from "./summarize-hosts.ts";

const heads = ["p50 µs", "p95 µs", "CPU µs", "per second", "ms", "CPU ms", "sandboxes MB", "host MB", "failed"];

/** Returns the medians as a table, a row for each scenario, and whether the targets were met. */
export function formatHosts(summaries: readonly HostSummary[]): string {
  if (summaries.length === 0) return "";
  return [
    formatTable(["scenario", ...heads, "of bare", "targets"], summaries.map(rowOf), 1),
    "`CPU` is that of the host and its sandboxes together. `of bare` is requests in a second in parts of the bare app's.",
  ].join("\n\n");
}

function rowOf({ scenario, figures, shareOfBare, targets }: HostSummary): string[] {
  return [
    scenario,
    ...hostFigures.map((figure) => format(figures[figure])),
    shareOfBare === undefined ? "" : shareOfBare.toFixed(2),
    targets.join(", "),
  ];
}

function format(value: number | undefined): string {
  if (value === undefined) return "";
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
