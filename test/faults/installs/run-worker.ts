import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";

import type { FaultHost } from "./fault-world.ts";

const worker = fileURLToPath(new URL("change-worker.ts", import.meta.url));

/** How a change in a process of its own ended. */
export type WorkerEnd = {
  readonly killed: boolean;
  /** How long the change took, in milliseconds; `undefined` when it was killed or failed. */
  readonly ms: number | undefined;
  /** All that it printed. */
  readonly printed: string;
};

/** Changes `host` in a process of its own, which is killed `killAfterMs` after it began; never when that is not given. */
export async function runWorker(
  action: "install" | "update",
  { directory, store, url }: FaultHost,
  killAfterMs?: number,
): Promise<WorkerEnd> {
  const child = spawn(process.execPath, [worker, action, directory, store.directory, url], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null, string | null]>;
  let printed = "";
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const begun = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.startsWith("begin\n")) resolve();
    });
  });
  await Promise.race([begun, ended]);
  if (killAfterMs !== undefined) {
    await Promise.race([sleep(killAfterMs), ended]);
    child.kill("SIGKILL");
  }
  const [code, signal] = await ended;
  if (signal === null && code !== 0 && !printed.includes("failed ")) throw new Error(errors);
  const [, ms] = /^begin\n(\d+)\n$/.exec(printed) ?? [];
  return { killed: signal === "SIGKILL", ms: ms === undefined ? undefined : Number(ms), printed };
}
