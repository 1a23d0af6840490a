import type { InstallSummary } from "./summarize-installs.ts";

type InstallTarget = Partial<Pick<InstallSummary, "toFastest" | "wallMs">>;

/** What Larder is held to, on loopback, by scenario and host. */
const targets: Readonly<Record<string, InstallTarget>> = {
  "lock, 800 packages": { toFastest: 0.3, wallMs: 500 },
  "warm, 800 packages": { toFastest: 0.3 },
  "cold, 800 packages": { toFastest: 1.2 },
  "clean, 50 packages": { toFastest: 1 },
  "repeat, 50 packages": { wallMs: 120 },
  "repeat, 800 packages": { wallMs: 120 },
};

/** Returns each target of a row, and whether it was met; `""` where there is none. Pure. */
export function installTargets(summary: InstallSummary): string {
  if (summary.client !== "larder" || summary.distance !== "loopback") return "";
  const { toFastest, wallMs } = targets[`${summary.scenario}, ${summary.host}`] ?? {};
  return [
    ...(toFastest === undefined ? [] : [`≤ ${toFastest.toFixed(2)} ${met(summary.toFastest, toFastest)}`]),
    ...(wallMs === undefined ? [] : [`≤ ${wallMs} ms ${met(summary.wallMs, wallMs)}`]),
  ].join(", ");
}

function met(value: number | undefined, most: number): string {
  if (value === undefined) return "?";
  return value <= most ? "met" : "missed";
}
