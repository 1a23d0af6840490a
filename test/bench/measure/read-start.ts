import { setTimeout as sleep } from "node:timers/promises";

import type { Start } from "../targets/target.ts";
import { readProcessUsage } from "./process-usage.ts";

/** A start leaves garbage, and work that it put off. */
const restMs = 1000;

/** Returns what the process `pid`, which has just become ready, took to start. */
export async function readStart(pid: number, readyMs: number): Promise<Start> {
  await sleep(restMs);
  return { readyMs, idle: await readProcessUsage(pid) };
}
