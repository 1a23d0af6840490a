import { once } from "node:events";
import { connect, type Socket } from "node:net";

import { expect, test } from "vitest";

import { listenHttp } from "./http-server.ts";
import { parseListenAddress } from "./listen-address.ts";

const anywhere = parseListenAddress("127.0.0.1:0");
const readAll = async (request: Request): Promise<Response> => new Response(await request.text().catch(() => "cut"));
const quick = { headersMs: 200, requestMs: 60_000, idleMs: 400, keepAliveMs: 60_000, lookEveryMs: 50 };

test("whoever sends headers without an end is cut off, however busy they look", async () => {
  const server = await listenHttp(
    anywhere,
    Promise.resolve(() => new Response("hello")),
    quick,
  );
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n");
  const trickle = setInterval(() => socket.write("a: b\r\n"), 20);
  const startedAt = performance.now();

  socket.resume();
  await closed(socket);
  clearInterval(trickle);

  expect(performance.now() - startedAt).toBeLessThan(3_000);
  await server.close();
});

test("a connection on which nothing moves in the middle of a body is given back", async () => {
  const server = await listenHttp(anywhere, Promise.resolve(readAll), quick);
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => undefined);
  socket.write("PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nabc");

  socket.resume();
  await closed(socket);

  expect(await fetch(server.url, { method: "PUT", body: "whole" }).then((response) => response.text())).toBe("whole");
  await server.close();
});

/** Resolves when `socket` is closed, by an end or by a reset: `once` would take the latter for a failure. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
