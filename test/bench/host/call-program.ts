// Calls one action of a host, many times, in the host's own process.
import { deepStrictEqual, strictEqual } from "node:assert/strict";

import { percentile } from "../measure/median.ts";
import { receiveSettings } from "../targets/serve-child.ts";
import { startBenchHost, type HostSettings } from "./bench-core.ts";
import { type BenchMode, greeting, greetingAnswer, type Proof } from "./bench-packages.ts";
import { timed } from "./host-usage.ts";
import { answerParent } from "./run-program.ts";

/** What is called. */
export type CallSettings = HostSettings & {
  readonly plugin: string;
  readonly action: "greet" | "greetTwice";
  readonly mode: BenchMode;
  /** How many calls are made, one after the other; as many again are made at once. */
  readonly calls: number;
};

const atOnce = 32;
/** The engines compile what runs often. */
const warmUpCalls = 3000;

const settings = (await receiveSettings()) as CallSettings;
const { plugin, action, mode, calls } = settings;
const host = await startBenchHost(settings);
const call = (): Promise<unknown> => host.call(`${plugin}.${action}`, greeting);

deepStrictEqual(await call(), greetingAnswer());
for (let count = 1; count < warmUpCalls; count += 1) await call();

const latenciesUs: number[] = [];
const alone = await timed(async () => {
  for (let count = 0; count < calls; count += 1) {
    const beganAt = performance.now();
    await call();
    latenciesUs.push((performance.now() - beganAt) * 1000);
  }
});
const together = await timed(async () => {
  let left = calls;
  const work = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
});

// A call of `greetTwice` runs two handlers.
const handled = (warmUpCalls + 2 * calls) * (action === "greet" ? 1 : 2);
const { life: _, ...proof } = (await host.call(`${plugin}.proof`, {})) as Proof;
deepStrictEqual(proof, { calls: handled, mode });
strictEqual(host.status().packages[0]?.mode, mode);
answerParent({
  p50Us: percentile(latenciesUs, 0.5),
  p95Us: percentile(latenciesUs, 0.95),
  cpuUs: (alone.cpuMs * 1000) / calls,
  perSecond: (calls / together.ms) * 1000,
});
await host.stop();
