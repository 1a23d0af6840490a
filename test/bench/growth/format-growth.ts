import { formatTable } from "../report/format-table.ts";
import type { GrowthPoint } from "./run-growth.ts";

/** Returns a table for each axis: what an operation costs at each size, and how many times more at the last one. */
export function formatGrowth(points: readonly GrowthPoint[]): string {
  const axes = Map.groupBy(points, ({ axis }) => axis);
  const tables = [...axes].map(([axis, own]) => `CPU µs by ${axis}\n\n${formatAxis(own)}`);
  return [...tables, "CPU µs is of the server and its database together, for each request."].join("\n\n");
}

function formatAxis(points: readonly GrowthPoint[]): string {
  const counts = [...new Set(points.map(({ count }) => count))];
  const titles = [...new Set(points.flatMap(({ operations }) => operations.map(({ title }) => title)))];
  const targets = [...new Set(points.map(({ target }) => target))];
  const rows = titles.flatMap((title) =>
    targets.map((target) => {
      const costs = counts.map((count) => costAt(points, { title, target, count }));
      const growth = (costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN);
      return [title, target, ...costs.map((cost) => cost.toFixed(0)), `${growth.toFixed(1)} x`];
    }),
  );
  return formatTable(["operation", "target", ...counts.map(String), "growth"], rows, 2);
}

function costAt(
  points: readonly GrowthPoint[],
  at: { readonly title: string; readonly target: string; readonly count: number },
): number {
  const point = points.find(({ target, count }) => target === at.target && count === at.count);
  return point?.operations.find(({ title }) => title === at.title)?.cpuMicroseconds ?? Number.NaN;
}
