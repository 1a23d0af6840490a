// Reloads a sandboxed package again and again while it and its neighbour are called.
import { deepStrictEqual } from "node:assert/strict";

import { median } from "../measure/median.ts";
import { receiveSettings } from "../targets/serve-child.ts";
import { startBenchHost, type HostSettings } from "./bench-core.ts";
import { greeting, greetingAnswer, type Proof } from "./bench-packages.ts";
import { answerParent } from "./run-program.ts";

/** What is reloaded, and how often. */
export type ReloadSettings = HostSettings & {
  readonly plugin: string;
  readonly neighbour: string;
  readonly reloads: number;
};

const settings = (await receiveSettings()) as ReloadSettings;
const { plugin, neighbour, reloads } = settings;
const host = await startBenchHost(settings);
const answered = { [plugin]: 0, [neighbour]: 0 };
let failed = 0;
const over = new AbortController();

async function callAgainAndAgain(name: string): Promise<void> {
  while (!over.signal.aborted) {
    try {
      deepStrictEqual(await host.call(`${name}.greet`, greeting), greetingAnswer());
      answered[name] = (answered[name] ?? 0) + 1;
    } catch {
      failed += 1;
      // Whoever asks what is not there is told at once; others must have their turn.
      await new Promise(setImmediate);
    }
  }
}

const callers = [plugin, plugin, neighbour, neighbour].map(callAgainAndAgain);
const took: number[] = [];
const lives = new Set<number>();
for (let count = 0; count < reloads; count += 1) {
  const beganAt = performance.now();
  await host.packages.reload(`@bench/${plugin}`, { reset: true });
  took.push(performance.now() - beganAt);
  lives.add(((await host.call(`${plugin}.proof`, {})) as Proof).life);
}
over.abort();
await Promise.all(callers);
if (lives.size !== reloads) throw new Error(`\`${plugin}\` was evaluated ${lives.size} times, not ${reloads}`);
if (answered[neighbour] === 0 || answered[plugin] === 0) throw new Error("Nobody was called meanwhile");
answerParent({ ms: median(took), failed });
await host.stop();
