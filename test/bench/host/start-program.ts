// Starts a host with many packages, and looks whether all of them answer.
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { receiveSettings } from "../targets/serve-child.ts";
import { startBenchHost, type HostSettings } from "./bench-core.ts";
import { type BenchMode, greeting, greetingAnswer } from "./bench-packages.ts";
import { readHostMemory, timed } from "./host-usage.ts";
import { answerParent } from "./run-program.ts";

/** What is started. */
export type StartSettings = HostSettings & {
  readonly plugins: readonly string[];
  readonly mode: BenchMode;
  /** What each plugin is asked afterwards. */
  readonly proof: "greet" | "ping";
};

/** A start leaves garbage, and work that it put off. */
const restMs = 500;

const settings = (await receiveSettings()) as StartSettings;
const { plugins, mode, proof } = settings;
// Its modules are imported before: what is measured is the start of packages.
await import(settings.core);
let started: Awaited<ReturnType<typeof startBenchHost>> | undefined;
const times = await timed(async () => {
  started = await startBenchHost(settings);
});
if (started === undefined) throw new Error("There is no host");

const packages = started.status().packages.map(({ actual, mode: ran, reason }) => ({ actual, mode: ran, reason }));
deepStrictEqual(
  packages,
  plugins.map(() => ({ actual: "started", mode, reason: undefined })),
);
await sleep(restMs);
const memory = await readHostMemory();
for (const plugin of plugins) {
  const output = await started.call(`${plugin}.${proof}`, greeting);
  if (proof === "greet") deepStrictEqual(output, greetingAnswer());
  else strictEqual(output, plugin);
}
answerParent({ ...times, ...memory });
await started.stop();
