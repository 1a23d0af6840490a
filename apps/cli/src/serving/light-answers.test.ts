import { once } from "node:events";
import { connect } from "node:net";

import { startHost } from "@larder/core";
import { layHost } from "@larder/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type HttpServer, listenHttp } from "./http-server.ts";
import { parseListenAddress } from "./listen-address.ts";

/* The way that is quick for small answers says what the platform's way says. */

const code = `
  import { definePlugin, error } from "@larder/sdk";
  const open = (handler) => ({ access: "public", handler });
  export default definePlugin({
    actions: {
      give: open(({ value }) => value),
      wait: open(({ value }) => new Promise((done) => setTimeout(done, 20, value))),
      fail: open(() => error("no_milk", "There is no milk")),
      crash: open(() => { throw new Error("secret"); }),
    },
  });`;
const board = `
  import { defineAction } from "@larder/sdk";
  const open = (handler) => defineAction({ access: "public", handler });
  export const title = open(() => "mïlk");
  export const json = open(() => '{"a":1}');
  export const empty = open(() => "");
  export const nothing = open(() => undefined);
  export const list = open(() => [1, "zwei"]);`;

const origin = "https://app.example";
const trace = "0af7651916cd43dd8448eb211c80319c";
const servers: HttpServer[] = [];
const closing = new AsyncDisposableStack();

beforeAll(async () => {
  const laid = closing.use(
    await layHost([
      { name: "@home/notes", mode: "trusted", files: { "plugins/notes/index.js": code, "actors/board.js": board } },
    ]),
  );
  const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const host = await startHost({ directory: laid.directory, logger: silent, allowedOrigins: [origin] });
  closing.defer(() => host.stop());
  const apps = [
    (request: Request, connection: { peer: string | undefined }) => host.fetch(request, connection),
    (request: Request, { peer }: { peer: string | undefined }) => host.fetch(request, { peer }),
  ];
  for (const app of apps) {
    const server = await listenHttp(parseListenAddress("127.0.0.1:0"), Promise.resolve(app));
    closing.defer(() => server.close());
    servers.push(server);
  }
});
afterAll(() => closing.disposeAsync());

function ignore(): void {
  // Nobody reads it.
}

/** Returns what a client sees of an answer, but for what differs with every request. */
async function ask(server: HttpServer, path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    ...init,
    headers: { traceparent: `00-${trace}-b7ad6b7169203331-01`, ...(init.headers as object) },
  });
  const headers = Object.fromEntries(response.headers);
  const { traceparent = "none" } = headers;
  return [response.status, { ...headers, date: "now", traceparent: traceparent.slice(3, 35) }, await response.text()];
}

const posted = { method: "POST", headers: { "content-type": "application/json" } };
const give = (value: unknown): RequestInit => ({ ...posted, body: JSON.stringify({ payload: { value } }) });
const actors = "/home/notes/actors/board";

test.each<[string, RequestInit]>([
  ["/ipc/notes/give", give("mïlk")],
  ["/ipc/notes/give", give(null)],
  ["/ipc/notes/give", give({ a: ["b".repeat(70_000)] })],
  ["/ipc/notes/give", { ...give(1), headers: { ...posted.headers, origin } }],
  ["/ipc/notes/give", { ...give(1), headers: { ...posted.headers, origin: "https://evil.example" } }],
  ["/ipc/notes/give", { ...posted, body: "{" }],
  ["/ipc/notes/wait", give(7)],
  ["/ipc/notes/fail", posted],
  ["/ipc/notes/crash", posted],
  ["/ipc/notes/nothing", posted],
  ["/ipc/notes/give", { method: "GET" }],
  ["/ipc/notes/give", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } }],
  ...["title", "json", "empty", "nothing", "list"].flatMap((name): readonly [string, RequestInit][] => [
    [`${actors}/${name}`, { method: "GET" }],
    [`${actors}/${name}`, { method: "GET", headers: { origin } }],
    [`${actors}/${name}`, { method: "HEAD" }],
    [`${actors}/${name}`, { ...posted, body: "{}" }],
  ]),
])("%s answers %o with the same status, headers and body either way", async (path, init) => {
  const [light, plain] = await Promise.all(servers.map((server) => ask(server, path, init)));

  expect(light).toEqual(plain);
  expect(light).toMatchObject([expect.any(Number), { traceparent: trace }, expect.any(String)]);
});

test("calls that are sent one after the other without waiting are answered in their order", async () => {
  for (const server of servers) {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname).setEncoding("utf8");
    const requests = ["wait", "give", "wait"].map((action, index) => {
      const body = JSON.stringify({ payload: { value: `no ${index}` } });
      const close = index === 2 ? "connection: close\r\n" : "";
      return `POST /ipc/notes/${action} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\n${close}content-length: ${body.length}\r\n\r\n${body}`;
    });
    let heard = "";
    socket.on("data", (text: string) => (heard += text));
    socket.write(requests.join(""));
    await once(socket, "close");

    expect(heard.match(/no \d/g)).toEqual(["no 0", "no 1", "no 2"]);
  }
});
