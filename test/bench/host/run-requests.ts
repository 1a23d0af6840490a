import { deepStrictEqual } from "node:assert/strict";
import type { Dispatcher } from "undici";

import { driveSteadily } from "../measure/drive.ts";
import { exchange, type ExchangeRequest } from "../measure/exchange.ts";
import { expectationOf } from "../measure/expectation.ts";
import { openPool } from "../measure/open-pool.ts";
import { readFamilyCpu } from "../measure/process-usage.ts";
import { percentile } from "../measure/median.ts";
import { greeting, greetingAnswer } from "./bench-packages.ts";
import type { HostSample } from "./host-sample.ts";

/** A server that answers the action `greet` of `plugin`. */
export type ActionServer = { readonly url: string; readonly pid: number; readonly plugin: string };

const connections = 32;

/** Sends the action's request over all connections for `durationMs`; every answer must be the right one. */
export async function runRequests({ url, pid, plugin }: ActionServer, durationMs: number): Promise<HostSample> {
  await using pool = openPool(url, connections);
  const request: ExchangeRequest = {
    method: "POST",
    path: `/ipc/${plugin}/greet`,
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ payload: greeting }),
  };
  const expected = await proveAnswer(pool.dispatcher, request, plugin);
  const next = (): { readonly request: ExchangeRequest; readonly expected: typeof expected } => ({ request, expected });
  await driveSteadily(pool.dispatcher, { next, connections, durationMs: durationMs / 2 });
  const cpuBefore = await readFamilyCpu(pid);
  const load = await driveSteadily(pool.dispatcher, { next, connections, durationMs });
  return {
    p50Us: percentile(load.latenciesMs, 0.5) * 1000,
    p95Us: percentile(load.latenciesMs, 0.95) * 1000,
    cpuUs: ((await readFamilyCpu(pid)) - cpuBefore) / load.requests,
    perSecond: load.requests / load.seconds,
  };
}

/** Returns what every answer must look like, once the first was what the action says. */
async function proveAnswer(
  dispatcher: Dispatcher,
  request: ExchangeRequest,
  plugin: string,
): Promise<ReturnType<typeof expectationOf>> {
  const answer = await exchange(dispatcher, request, { keepBody: true });
  const body: unknown = JSON.parse(Buffer.concat(answer.chunks).toString());
  deepStrictEqual(body, { status: "ok", plugin, action: "greet", result: greetingAnswer() });
  return expectationOf(answer);
}
