import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { driveSteadily, driveThrough } from "./drive.ts";
import { exchange, type ExchangeRequest } from "./exchange.ts";
import { expectationOf } from "./expectation.ts";
import { type OpenPool, openPool } from "./open-pool.ts";

const request: ExchangeRequest = { method: "GET", path: "/", headers: {} };
const steady = { connections: 2, durationMs: 50 };

/** A server whose answers come from `answer`, which may change its mind. */
async function serving(answer: () => { status: number; body: string }): Promise<OpenPool> {
  const server = createServer((_request, response) => {
    const { status, body } = answer();
    response.writeHead(status).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const pool = openPool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 2);
  onTestFinished(async () => {
    await pool[Symbol.asyncDispose]();
    server.close();
  });
  return pool;
}

test("every answer of a load that is what was expected counts", async () => {
  let answers = 0;
  const { dispatcher } = await serving(() => ({ status: 200, body: `bytes${(answers += 1) > 0 ? "" : "!"}` }));
  const expected = expectationOf(await exchange(dispatcher, request, { keepBody: true }));

  const load = await driveSteadily(dispatcher, { ...steady, next: () => ({ request, expected }) });

  expect(load.requests).toBe(answers - 1);
  expect(load.latenciesMs).toHaveLength(load.requests);
});

test.each([
  ["another status", { status: 503, body: "bytes" }, "status is 503, not 200"],
  ["fewer bytes", { status: 200, body: "byte" }, "bytes is 4, not 5"],
  ["other bytes of the same length", { status: 200, body: "BYTES" }, "contentHash is"],
])("a load that gets %s is no result", async (_title, wrong, reason) => {
  let right = true;
  const { dispatcher } = await serving(() => (right ? { status: 200, body: "bytes" } : wrong));
  const expected = expectationOf(await exchange(dispatcher, request, { keepBody: true }));
  right = false;

  await expect(driveSteadily(dispatcher, { ...steady, next: () => ({ request, expected }) })).rejects.toThrow(reason);
});

test("a write that is refused ends the load, with what the server said", async () => {
  const { dispatcher } = await serving(() => ({ status: 403, body: "no" }));

  const load = driveThrough(dispatcher, { requests: [{ ...request, method: "PUT" }], connections: 1, status: 201 });

  await expect(load).rejects.toThrow("`PUT /` was answered with 403, not 201: no");
});
