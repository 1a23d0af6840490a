import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";

import type { FaultHost } from "./fault-world.ts";

const worker = fileURLToPath(new URL("change-worker.ts", import.meta.url));

/** When a change is killed: so long after it said that word. */
export type KillMoment = { readonly word: "begin" | "fetched"; readonly afterMs: number };

/** How a change in a process of its own ended. */
export type WorkerEnd = {
  readonly killed: boolean;
  /** How long the change took, in milliseconds; `undefined` when it was killed or failed. */
  readonly ms: number | undefined;
  /** How much of that came after all packages were there. */
  readonly lastMs: number;
  /** All that it printed. */
  readonly printed: string;
};

/** Changes `host` in a process of its own, which is killed at `moment`; never when that is not given. */
export async function runWorker(
  action: "install" | "update",
  { directory, store, url }: FaultHost,
  moment?: KillMoment,
): Promise<WorkerEnd> {
  const child = spawn(process.execPath, [worker, action, directory, store.directory, url], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null, string | null]>;
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  let fetchedAt: number | undefined;
  void sawWord(child.stdout, "fetched").then(() => (fetchedAt = performance.now()));
  if (moment !== undefined) {
    await Promise.race([sawWord(child.stdout, moment.word).then(() => sleep(moment.afterMs)), ended]);
    child.kill("SIGKILL");
  }
  const [code, signal] = await ended;
  const printed = stdout();
  if (signal === null && code !== 0 && !printed.includes("failed ")) throw new Error(stderr());
  const endedAt = performance.now();
  const lastMs = endedAt - (fetchedAt ?? endedAt);
  return { killed: signal === "SIGKILL", ms: readMs(printed), lastMs, printed };
}

function readMs(printed: string): number | undefined {
  const [, ms] = /\n(\d+)\n$/.exec(printed) ?? [];
  return ms === undefined ? undefined : Number(ms);
}

function collect(stream: Readable): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

/** Resolves when a line says `word`; never when none does. */
function sawWord(stream: Readable, word: string): Promise<void> {
  const text = collect(stream);
  return new Promise((resolve) => {
    stream.on("data", () => {
      if (text().includes(`${word}\n`)) resolve();
    });
  });
}
