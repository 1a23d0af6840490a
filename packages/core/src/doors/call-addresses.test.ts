// SPEC.md §7, doors: the ways to call an action. Rule ids in titles refer to it.
import { decode, encode } from "@msgpack/msgpack";
import { afterAll, beforeAll, expect, test } from "vitest";

import { aPluginPackage, metricsPackage } from "../testing/packages.ts";
import { type LaidHost, seen, startLaidHost } from "../testing/running-hosts.ts";
import { type ServedHost, serveHost } from "../testing/serve-host.ts";

const todo = {
  name: "@home/todo",
  mode: "trusted",
  files: {
    "actors/todo_list.js": `
      import { defineAction, error } from "@larder/sdk";
      export const list = () => JSON.stringify({ items: ["milk"] });
      export const count = defineAction({
        input: { type: "object", properties: { done: { type: "boolean" }, tags: { type: "array", items: { type: "string" } } } },
        handler: (input) => input,
      });
      export const say = () => "{ no json";
      export const raw = () => ({ at: new Date(0), bytes: new Uint8Array([1, 2]), nothing: undefined });
      export const lose = () => { throw error("There is no item 7", "not_found", { id: 7 }); };
      export const refuse = () => { throw error("Not yours", "forbidden"); };
      export const odd = () => { throw error("That is odd", "odd"); };
      export const crash = () => { throw new Error("password is hunter2"); };
      export const code = () => 1n;`,
    "actors/board.js": 'export const title = () => "the board of todo";',
  },
} as const;
const loader = aPluginPackage(
  "@home/loader",
  '{ actions: { load: () => "my own load" }, routes: () => new Response("routes") }',
);

let host: LaidHost;
let served: ServedHost;
beforeAll(async () => {
  host = await startLaidHost([todo, metricsPackage, loader], { allowedOrigins: ["https://app.example"] });
  served = await serveHost(host);
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
});

const actor = "/home/todo/actors/todo_list";

test("[D2] [T20] [T22] arguments come in the body or in the query, where several of a name are a list", async () => {
  const answers = [
    await served.post(`${actor}/count`, { args: { done: true, tags: ["a"] } }),
    await served.post(`${actor}/count`, { args: { done: true, tags: ["a"] }, content_type: "json" }),
    await served.send(`${actor}/count?done=true&tags=a&tags=b`),
    await served.send(`${actor}/count?done=true&tags=a`),
    await served.post(`${actor}/count`, {}),
  ];

  expect(await Promise.all(answers.map(seen))).toEqual([
    { status: 200, body: { done: true, tags: ["a"] } },
    { status: 200, body: { done: true, tags: ["a"] } },
    { status: 200, body: { done: true, tags: ["a", "b"] } },
    { status: 200, body: { done: true, tags: ["a"] } },
    { status: 200, body: {} },
  ]);
});

test("[D14] [T22] a text that is JSON already is passed through as JSON, any other as text", async () => {
  expect(await seen(await served.send(`${actor}/list`))).toEqual({ status: 200, body: { items: ["milk"] } });
  const said = await served.send(`${actor}/say`);
  expect([said.headers.get("content-type"), await said.text()]).toEqual(["text/plain; charset=UTF-8", "{ no json"]);
});

test("[D14] [T22] with `msgpack` arguments and answer are MessagePack", async () => {
  const args = Buffer.from(encode({ done: false })).toString("base64");
  const counted = await served.post(`${actor}/count`, { args, content_type: "msgpack" });
  const raw = await served.post(`${actor}/raw`, { content_type: "msgpack" });

  expect([counted.headers.get("content-type"), decode(await counted.arrayBuffer())]).toEqual([
    "application/msgpack",
    { done: false },
  ]);
  expect(decode(await raw.arrayBuffer())).toEqual({ at: new Date(0), bytes: new Uint8Array([1, 2]) });
});

test.each([
  [{ content_type: "xml" }, "The `content_type` of a call is `json` or `msgpack`"],
  [{ content_type: "msgpack", args: "!!" }, "The arguments are not MessagePack as base64"],
  [{ content_type: "msgpack", args: "3v8=" }, "The arguments are not MessagePack as base64"],
])("[D14] [T22] %j is a bad request", async (body, error) => {
  expect(await seen(await served.post(`${actor}/count`, body))).toEqual({
    status: 400,
    body: { error, code: "bad_request" },
  });
});

test("[D14] what MessagePack cannot say is refused as the action's", async () => {
  expect(await seen(await served.post(`${actor}/code`, { content_type: "msgpack" }))).toMatchObject({
    status: 500,
    body: { code: "invalid_output" },
  });
});

test.each([
  ["lose", 404, { error: "There is no item 7", code: "not_found", details: { id: 7 } }],
  ["refuse", 403, { error: "Not yours", code: "forbidden" }],
  ["odd", 400, { error: "That is odd", code: "odd" }],
  ["unknown", 400, { code: "bad_request", error: "The actor `todo_list` has no method `unknown`" }],
])("[D2] [T22] a failure of `%s` answers %i and `{ error }`", async (method, status, body) => {
  expect(await seen(await served.send(`${actor}/${method}`))).toMatchObject({ status, body });
});

test("[D5] [X34] [T22] a fault is told of without its message", async () => {
  const response = await served.send(`${actor}/crash`);

  expect([response.status, await response.text()]).toEqual([500, expect.not.stringMatching(/hunter2|\.js|at /)]);
});

test("[D15] [T23] `/gedis/http` finds an actor by its name, or by author and package", async () => {
  const paths = ["todo_list/list", "home.todo.todo_list/list", "system/ping"];

  const answers = await Promise.all(paths.map(async (path) => await seen(await served.send(`/gedis/http/${path}`))));

  expect(answers).toEqual([
    { status: 200, body: { items: ["milk"] } },
    { status: 200, body: { items: ["milk"] } },
    { status: 200, body: "pong" },
  ]);
  expect(await seen(await served.post("/gedis/http/todo_list/count", { args: { done: true } }))).toMatchObject({
    body: { done: true },
  });
});

test.each([
  [
    "board/title",
    409,
    "ambiguous_action",
    "`board.title` may be `home/metrics/actors/board/title` or `home/todo/actors/board/title`",
  ],
  ["nothing/list", 404, "not_found", "There is no actor `nothing`"],
  ["todo_list/nothing", 400, "bad_request", "The actor `todo_list` has no method `nothing`"],
  ["home.none.todo_list/list", 404, "not_found", "`home/none` has no actor `todo_list`"],
  ["a.b.c.d/list", 404, "not_found", "There is no actor `a.b.c.d`"],
])("[D15] [T23] `/gedis/http/%s` is %i", async (path, status, code, error) => {
  expect(await seen(await served.send(`/gedis/http/${path}`))).toMatchObject({ status, body: { code, error } });
});

test("[D15] [X21] `/app` is another way to say `/ipc`", async () => {
  expect(await seen(await served.post("/app/metrics/sum", { payload: { values: [1, 2] } }))).toEqual({
    status: 200,
    body: { status: "ok", plugin: "metrics", action: "sum", result: 3 },
  });
  expect(await seen(await served.post("/app/metrics/none", {}))).toMatchObject({
    status: 404,
    body: { code: "unknown_action", plugin: "metrics" },
  });
});

test("[D15] [X22] `/plugin` is another way to say `/plugins`", async () => {
  expect(await seen(await served.send("/plugin/loader/a"))).toEqual({ status: 200, body: "routes" });
});

test("[D18] [T22] pages of an origin that the host was told of are asked in, and may read", async () => {
  const origin = "https://app.example";
  const asked = await served.send(`${actor}/list`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
  });
  const called = await served.post(`${actor}/count`, {}, { origin, "sec-fetch-site": "cross-site" });

  expect([
    asked.status,
    asked.headers.get("access-control-allow-origin"),
    asked.headers.get("access-control-allow-methods"),
  ]).toEqual([204, origin, "GET,POST"]);
  expect([
    called.status,
    called.headers.get("access-control-allow-origin"),
    called.headers.get("access-control-allow-credentials"),
  ]).toEqual([200, origin, "true"]);
});

test.each(["https://evil.example", "https://app.example.evil", "null", "http://app.example"])(
  "[D9] [D18] a page of %s stays out",
  async (origin) => {
    const called = await served.post(`${actor}/count`, {}, { origin, "sec-fetch-site": "cross-site" });

    expect([called.status, called.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    const asked = await served.send("/ipc/metrics/sum", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(asked.headers.get("access-control-allow-origin")).toBeNull();
  },
);

test("[D16] [X21] an action that is called `load` is that of the plugin", async () => {
  expect(await seen(await served.post("/ipc/loader/load", {}))).toMatchObject({
    status: 200,
    body: { result: "my own load" },
  });
});
