import type { Dispatcher } from "undici";

import { type Exchange, exchange, type ExchangeRequest } from "./exchange.ts";
import { assertExpected, type Expectation } from "./expectation.ts";

/** What a load was, seen from its sender. */
export type Load = {
  readonly requests: number;
  readonly seconds: number;
  /** How long each request took. */
  readonly latenciesMs: readonly number[];
};

/** A request, and what its answer must be. */
export type ExpectedRead = { readonly request: ExchangeRequest; readonly expected: Expectation };

export type SteadyLoad = {
  /** What is sent next. */
  readonly next: () => ExpectedRead;
  readonly connections: number;
  readonly durationMs: number;
};

/** One answer in this many is hashed as a whole, the first of each connection among them. */
const hashedEvery = 32;

/**
 * Sends one request after the other over all connections for `durationMs`, and holds every answer against what was expected:
 * a fast error is no result. Throws on the first that differs.
 */
export async function driveSteadily(dispatcher: Dispatcher, load: SteadyLoad): Promise<Load> {
  const { next, connections, durationMs } = load;
  const startedAt = performance.now();
  const until = startedAt + durationMs;
  return timed(startedAt, connections, async (latenciesMs) => {
    for (let count = 0; performance.now() < until; count++) {
      const { request, expected } = next();
      const keepBody = count % hashedEvery === 0;
      const answer = await timedExchange(dispatcher, request, { keepBody, latenciesMs });
      assertExpected(request, answer, expected);
    }
  });
}

/** Sends each request once, `connections` at a time; throws on the first answer that has another status. */
export async function driveThrough(
  dispatcher: Dispatcher,
  load: { readonly requests: readonly ExchangeRequest[]; readonly connections: number; readonly status: number },
): Promise<Load> {
  const queue = load.requests.values();
  return timed(performance.now(), load.connections, async (latenciesMs) => {
    // All connections take from the one queue.
    for (const request of queue) {
      const { status, chunks } = await timedExchange(dispatcher, request, { keepBody: true, latenciesMs });
      if (status === load.status) continue;
      const said = Buffer.concat(chunks).toString().slice(0, 500);
      throw new Error(`\`${request.method} ${request.path}\` was answered with ${status}, not ${load.status}: ${said}`);
    }
  });
}

async function timed(
  startedAt: number,
  connections: number,
  work: (latenciesMs: number[]) => Promise<void>,
): Promise<Load> {
  const latenciesMs: number[] = [];
  await Promise.all(Array.from({ length: connections }, () => work(latenciesMs)));
  return { requests: latenciesMs.length, seconds: (performance.now() - startedAt) / 1000, latenciesMs };
}

async function timedExchange(
  dispatcher: Dispatcher,
  request: ExchangeRequest,
  { keepBody, latenciesMs }: { readonly keepBody: boolean; readonly latenciesMs: number[] },
): Promise<Exchange> {
  const sentAt = performance.now();
  const answer = await exchange(dispatcher, request, { keepBody });
  latenciesMs.push(performance.now() - sentAt);
  return answer;
}
