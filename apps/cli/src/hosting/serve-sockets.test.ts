// The rules are those of the core's doors: a socket is one of them.
import { once } from "node:events";
import { type IncomingMessage, request as sendRequest } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";

import { type RunningHost, startHost } from "@larder/core";
import { layHost } from "@larder/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";

import { listenHttp } from "../serving/http-server.ts";
import { type OpenSockets, serveSockets } from "./serve-sockets.ts";

const board = `
  import { defineAction, error } from "@larder/sdk";
  export const move = defineAction({
    input: { type: "object", required: ["to"], properties: { to: { type: "integer" } } },
    handler: ({ to }) => ({ to }),
  });
  export const title = () => "a board";
  export const later = async ({ ms, name }) => { await new Promise((resolve) => setTimeout(resolve, ms)); return { name }; };
  export const crash = () => { throw new Error("password is hunter2"); };
  export const lose = () => { throw error("There is no note 7", "not_found", { id: 7 }); };
  export const who = (_, { caller }) => caller;
  let asked = 0;
  export const large = () => { asked += 1; return "x".repeat(1024 * 1024); };
  export const counted = () => String(asked);`;
const notes = `
  import { definePlugin } from "@larder/sdk";
  export default definePlugin({ actions: { echo: (input) => input } });`;

const ignore = (): void => undefined;

let host: RunningHost;
let server: Awaited<ReturnType<typeof listenHttp>>;
let url: string;
let sockets: OpenSockets;
const undo: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  const laid = await layHost([
    { name: "@home/metrics", mode: "trusted", files: { "actors/board.js": board, "plugins/notes/index.js": notes } },
  ]);
  host = await startHost({
    directory: laid.directory,
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    allowedOrigins: ["https://app.example"],
  });
  server = await listenHttp(
    { host: "127.0.0.1", port: 0, option: "--listen" },
    Promise.resolve((request, connection) => host.fetch(request, connection)),
  );
  sockets = serveSockets(server, host);
  url = server.url.replace("http", "ws");
  undo.push(
    () => server.close(),
    () => host.stop(),
    async () => await laid[Symbol.asyncDispose](),
  );
});
afterAll(async () => {
  await sockets.close();
  for (const step of undo) await step();
});

async function connect(path = "/-/websocket", headers: { readonly [name: string]: string } = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${url}${path}`, { headers });
  await once(socket, "open");
  return socket;
}

/** Sends messages at once and returns the answers as they come. */
async function ask(socket: WebSocket, ...messages: readonly (object | string)[]): Promise<readonly unknown[]> {
  const answers: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const take = (data: Buffer): void => {
    answers.push(data.toString("utf8"));
    if (answers.length === messages.length) resolve();
  };
  socket.on("message", take);
  for (const message of messages) socket.send(typeof message === "string" ? message : JSON.stringify(message));
  await promise;
  socket.off("message", take);
  return answers.map((text) => (text.startsWith("{") ? (JSON.parse(text) as unknown) : text));
}

test("[D17] [T25] one message is one call, and the answer is the result itself", async () => {
  for (const path of ["/-/websocket", "/gedis/websocket"]) {
    const socket = await connect(path);

    expect(
      await ask(
        socket,
        { command: "system.ping" },
        { command: "board.move", args: { to: 7 } },
        { command: "home.metrics.board.title" },
        { command: "notes.echo", args: { a: 1 } },
        { command: "@home/metrics/notes.echo", args: { b: 2 } },
      ),
    ).toEqual(["pong", { to: 7 }, "a board", { a: 1 }, { b: 2 }]);
    socket.close();
  }
});

test("[D17] [T25] answers come in the order of their messages, also when a later one is ready first", async () => {
  const socket = await connect();

  const later = [30, 0, 10].map((ms, index) => ({ command: "board.later", args: { ms, name: `${index}` } }));

  expect(await ask(socket, ...later)).toEqual([{ name: "0" }, { name: "1" }, { name: "2" }]);
  socket.close();
});

test.each([
  ["no JSON", "{", { code: "bad_request", error: expect.stringContaining("The message is not JSON") }],
  ["no command", {}, { code: "bad_request", error: expect.stringContaining("A message is") }],
  ["a list", "[]", { code: "bad_request" }],
  ["null", "null", { code: "bad_request" }],
  ["an unknown actor", { command: "none.add" }, { code: "not_found", error: "There is no actor `none`" }],
  ["an unknown method", { command: "board.add" }, { code: "bad_request" }],
  ["input that does not fit", { command: "board.move", args: { to: "x" } }, { code: "invalid_input" }],
  [
    "a failure that was foreseen",
    { command: "board.lose" },
    { error: "There is no note 7", code: "not_found", details: { id: 7 } },
  ],
])("[D17] [D5] [T25] %s is one answer, and the connection goes on", async (_, message, answer) => {
  const socket = await connect();

  const [refusal, pong] = await ask(socket, message, { command: "system.ping" });

  expect(refusal).toMatchObject(answer);
  expect(pong).toBe("pong");
  socket.close();
});

test("[D17] [D5] a fault is told of without its message", async () => {
  const socket = await connect();

  const [answer] = await ask(socket, { command: "board.crash" });

  expect(answer).toMatchObject({ code: "exception" });
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|\.js|at /);
  socket.close();
});

test("[D17] [D13] [X36] the tenant of the connection is that of its calls", async () => {
  const socket = await connect("/-/websocket", { "x-tenant-id": "acme" });

  expect(await ask(socket, { command: "board.who" })).toEqual([{ door: "http", tenant: "acme" }]);
  socket.close();
});

test("[D17] [D18] a page of an allowed origin may connect", async () => {
  const socket = await connect("/-/websocket", { origin: "https://app.example" });

  expect(await ask(socket, { command: "system.ping" })).toEqual(["pong"]);
  socket.close();
});

test.each([
  [{ origin: "https://evil.example" }, 403],
  [{ host: "evil.example" }, 403],
  [{ "x-tenant-id": "no tenant" }, 400],
])("[D9] [D11] [D17] a socket is refused like any request: %j is %i", async (headers, status) => {
  const socket = new WebSocket(`${url}/-/websocket`, { headers });

  const [error] = (await once(socket, "error").catch((failure: unknown) => [failure])) as [Error];

  expect(error.message).toBe(`Unexpected server response: ${status}`);
});

test("[D17] elsewhere there is no socket, and there is no page where the sockets are", async () => {
  const socket = new WebSocket(`${url}/ipc/notes/echo`);
  const [error] = (await once(socket, "error").catch((failure: unknown) => [failure])) as [Error];

  expect(error.message).toBe("Unexpected server response: 405");
  const page = await fetch(`${url.replace("ws", "http")}/-/websocket`);
  expect([page.status, await page.json()]).toMatchObject([400, { error: "This is the address of a WebSocket" }]);
});

test("[D17] [D4] a message that is too large ends its connection, and no other", async () => {
  const other = await connect();
  const socket = await connect();

  socket.send(JSON.stringify({ command: "notes.echo", args: { text: "x".repeat(1024 * 1024) } }));

  expect((await once(socket, "close"))[0]).toBe(1009);
  expect(await ask(other, { command: "system.ping" })).toEqual(["pong"]);
  other.close();
});

test("[D17] [A12] [X25] a connection that floods is told to wait, and goes on", async () => {
  const socket = await connect();

  const answers = await ask(socket, ...Array.from({ length: 260 }, () => ({ command: "system.ping" })));

  const refused = answers.filter((answer) => answer !== "pong");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ code: "rate_limit_exceeded", details: { retryAfterSeconds: 1 } });
  socket.close();
});

test("[D17] what is no request at all is refused, and the host goes on", async () => {
  const { hostname, port } = new URL(url);
  const headers = { connection: "Upgrade", upgrade: "websocket", host: "a b" };
  const refused = sendRequest({ hostname, port, path: "/-/websocket", headers });
  refused.end();
  const [response] = (await once(refused, "response")) as [{ statusCode: number; resume: () => void }];
  response.resume();

  expect(response.statusCode).toBe(400);
  const socket = await connect();
  expect(await ask(socket, { command: "system.ping" })).toEqual(["pong"]);
  socket.close();
});

test("[D17] a client that does not read its answers is not answered on and on, and goes on when it reads", async () => {
  const socket = await connect();
  const received: number[] = [];
  socket.on("message", (data: Buffer) => received.push(data.byteLength));
  socket.pause();
  for (let index = 0; index < 100; index += 1) socket.send(JSON.stringify({ command: "board.large" }));
  await delay(500);

  const other = await connect();
  const [asked] = await ask(other, { command: "board.counted" });
  socket.resume();
  while (received.length < 100) await delay(10);

  // What lies in the buffers of the system is out of our hands.
  expect(Number(asked)).toBeLessThan(40);
  expect(await ask(other, { command: "board.counted" })).toEqual(["100"]);
  socket.close();
  other.close();
});

test("[D17] no more connections open than may, however many ask at the same moment", async () => {
  const own = await listenHttp(
    { host: "127.0.0.1", port: 0, option: "--listen" },
    Promise.resolve((request, connection) => host.fetch(request, connection)),
  );
  const few = serveSockets(own, host, { socketsMax: 3 });

  const asked = Array.from({ length: 8 }, () => new WebSocket(`${own.url.replace("http", "ws")}/-/websocket`));
  const outcomes = await Promise.all(
    asked.map(async (socket) => await once(socket, "open").then(() => "open", String)),
  );
  const refused = "Error: Unexpected server response: 503";
  expect(outcomes.toSorted()).toEqual([...Array.from({ length: 5 }, () => refused), "open", "open", "open"]);

  for (const socket of asked) socket.terminate();
  await delay(50);
  const again = new WebSocket(`${own.url.replace("http", "ws")}/-/websocket`);
  await once(again, "open");
  await few.close();
  await own.close();
});

test("[D1] [D17] who offers another protocol with a call, such as HTTP/2, is answered as if they had not", async () => {
  const { hostname, port } = new URL(url);
  const headers = { connection: "Upgrade", upgrade: "h2c", "content-type": "application/json" };
  const request = sendRequest({ hostname, port, path: "/ipc/notes/echo", method: "POST", headers });
  request.end('{"payload":{"a":1}}');
  const [response] = (await once(request, "response")) as [IncomingMessage];

  expect([response.statusCode, await json(response)]).toMatchObject([200, { status: "ok", result: { a: 1 } }]);
});
