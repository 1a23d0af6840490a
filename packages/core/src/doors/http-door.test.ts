// SPEC.md §7, doors. Rule ids in titles refer to it.
import { afterAll, beforeAll, expect, test } from "vitest";

import type { PackageOnDisk } from "../testing/host-on-disk.ts";
import { aPluginPackage, metricsPackage } from "../testing/packages.ts";
import { getUrl, type LaidHost, postJson, seen, startLaidHost } from "../testing/running-hosts.ts";

const notes = aPluginPackage(
  "@home/notes",
  `{
    actions: {
      echo: (input) => input,
      nothing: () => {},
      large: () => 1n,
      log: (_, context) => context.log.info("a line", { large: 1n, password: "hunter2" }),
      lose: () => { throw error("There is no note 7", "not_found", { id: 7 }); },
      odd: () => { throw error("That is odd", "toString"); },
      crash: () => { throw new Error("password is hunter2"); },
      hang: { timeoutMs: 20, handler: () => new Promise(() => {}) },
    },
    async routes(request) {
      const { pathname, search } = new URL(request.url);
      if (pathname === "/throw") throw new Error("password is hunter2");
      if (pathname === "/hang") return await new Promise(() => {});
      if (pathname === "/wrong") return "no response";
      return Response.json({ method: request.method, pathname, search, body: await request.text() });
    },
  }`,
);
const otherNotes = {
  ...aPluginPackage("@other/notes2", "{}"),
  files: {
    "plugins/notes/index.js": `
  import { definePlugin } from "@larder/sdk";
  export default definePlugin({ actions: { echo: () => "other" } });`,
  },
};
const evil = aPluginPackage("@home/evil", '{ onLoad() { throw new Error("<script>alert(1)</script>"); } }');
const words = {
  name: "words",
  mode: "trusted",
  files: { "actors/book.js": 'export const title = () => "a book";' },
} as const;

let host: LaidHost;
beforeAll(async () => {
  host = await startLaidHost([notes, otherNotes, evil, words, metricsPackage], { limits: { actionMs: 50 } });
});
afterAll(() => host[Symbol.asyncDispose]());

const ipcError = (action: string, msg: string, code: string, details = {}): object => ({
  status: "error",
  msg,
  code,
  plugin: "report",
  action,
  details,
});

test("[D1] [X20] [X21] an action answers the envelope, also without a payload and without a result", async () => {
  const path = "/ipc/home/notes/notes";
  expect(await seen(await host.fetch(postJson(`${path}/echo`, { payload: { a: 1 } })))).toEqual({
    status: 200,
    body: { status: "ok", plugin: "notes", action: "echo", result: { a: 1 } },
  });
  expect(await seen(await host.fetch(new Request(`http://127.0.0.1:5274${path}/nothing`, { method: "POST" })))).toEqual(
    {
      status: 200,
      body: { status: "ok", plugin: "notes", action: "nothing", result: null },
    },
  );
});

test("[D1] output that JSON cannot say is refused as the action's, not as the host's", async () => {
  expect(await seen(await host.fetch(postJson("/ipc/home/notes/notes/large", {})))).toMatchObject({
    status: 500,
    body: { msg: "The output of `notes.large` is invalid: it cannot be written as JSON", code: "invalid_output" },
  });
});

test.each([
  ["lose", 404, ipcError("lose", "There is no note 7", "not_found", { id: 7 })],
  ["odd", 400, ipcError("odd", "That is odd", "toString")],
  ["hang", 504, ipcError("hang", "`notes.hang` did not answer within 20 ms", "timeout")],
])("[D1] [X20] [X21] [X24] a failure of `%s` answers %i and the envelope", async (action, status, body) => {
  expect(await seen(await host.fetch(postJson(`/ipc/home/notes/notes/${action}`, {})))).toEqual({
    status,
    body: { ...body, plugin: "notes" },
  });
});

test("[D2] [T20] [T22] a method of an actor answers the result itself, to GET and to POST, with and without the sign of the scope", async () => {
  const path = "/home/metrics/actors/board/move";
  const expected = { status: 200, body: { to: 7 } };

  expect(await seen(await host.fetch(getUrl(`${path}?to=7`)))).toEqual(expected);
  expect(await seen(await host.fetch(getUrl(`/@${path.slice(1)}?to=7`)))).toEqual(expected);
  expect(await seen(await host.fetch(postJson(path, { args: { to: 7 } })))).toEqual(expected);
  expect(await seen(await host.fetch(getUrl("/local/words/actors/book/title")))).toEqual({
    status: 200,
    body: "a book",
  });
  expect(await seen(await host.fetch(getUrl(`${path}?to=seven`)))).toMatchObject({
    status: 400,
    body: {
      error: "The input of `home/metrics/actors/board/move` is invalid: `/to` must be integer",
      code: "invalid_input",
    },
  });
});

test("[D3] [X20] [T22] what is not there is refused with what is", async () => {
  expect(await seen(await host.fetch(postJson("/ipc/metrics/product", {})))).toMatchObject({
    status: 404,
    body: { msg: "There is no action `metrics.product`", code: "unknown_action", hint: "There are `metrics.sum`" },
  });
  expect(await seen(await host.fetch(getUrl("/home/metrics/actors/table/move")))).toMatchObject({
    status: 404,
    body: { error: "`home/metrics` has no actor `table`", hint: "It has `board`" },
  });
  expect(await seen(await host.fetch(getUrl("/home/metrics/actors/board/_secret")))).toMatchObject({
    status: 400,
    body: { error: "The actor `board` has no method `_secret`", hint: "It has `move`, `title`" },
  });
  expect(await seen(await host.fetch(getUrl("/plugins/nothing/")))).toMatchObject({
    status: 404,
    body: { error: "No started plugin `nothing` has routes", hint: "These have: `notes`" },
  });
  expect(await seen(await host.fetch(getUrl("/nothing")))).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(await seen(await host.fetch(getUrl("/ipc/metrics/sum")))).toMatchObject({ status: 405 });
});

test.each([
  ["text", "application/json", '{ "payload": ', "The body is not JSON"],
  ["a list", "application/json", "[]", "The body must be a JSON object"],
  ["JSON that is not said to be", "text/plain", "{}", "The body must be JSON"],
])("[D4] [T22] a body that is %s is a bad request", async (_, type, body, message) => {
  const request = new Request("http://127.0.0.1:5274/ipc/metrics/sum", {
    method: "POST",
    headers: { "content-type": type },
    body,
  });

  expect(await seen(await host.fetch(request))).toMatchObject({
    status: 400,
    body: { status: "error", msg: expect.stringContaining(message), code: "bad_request" },
  });
});

test("[D4] a body that is too large is refused", async () => {
  const large = "x".repeat(1024 * 1024);
  const msg = "The body is larger than 1048576 bytes";

  expect(await seen(await host.fetch(postJson("/ipc/metrics/sum", { payload: large })))).toMatchObject({
    status: 413,
    body: { status: "error", msg, code: "too_large" },
  });
  expect(await seen(await host.fetch(postJson("/home/metrics/actors/board/move", { args: large })))).toMatchObject({
    status: 413,
    body: { error: msg, code: "too_large" },
  });
});

test("[D4] a body whose length nobody said is read no further than the limit", async () => {
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) });
  const init: RequestInit & { readonly duplex: "half" } = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: endless,
    duplex: "half",
  };

  expect(await seen(await host.fetch(new Request("http://127.0.0.1:5274/ipc/metrics/sum", init)))).toMatchObject({
    status: 413,
    body: { code: "too_large" },
  });
});

test("[D5] [X34] no answer holds a stack or the message of a fault; the log does", async () => {
  const path = "/ipc/home/notes/notes/crash";
  const responses = [await host.fetch(postJson(path, {})), await host.fetch(getUrl("/plugins/notes/throw"))];

  for (const response of responses) {
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/hunter2|\.js|at /);
  }
  const faults = host
    .status()
    .log.filter(({ level }) => level === "error")
    .map(({ facts }) => String(facts["failure"]));
  expect(faults.filter((fault) => fault.includes("hunter2"))).toHaveLength(2);
});

test("[D6] [X22] a plugin's routes see the path below its name, with method, query and body", async () => {
  const response = await host.fetch(
    new Request("http://127.0.0.1:5274/plugins/notes/a/b?c=d", { method: "PUT", body: "text" }),
  );

  expect(await seen(response)).toEqual({
    status: 200,
    body: { method: "PUT", pathname: "/a/b", search: "?c=d", body: "text" },
  });
  expect(await seen(await host.fetch(getUrl("/plugins/notes")))).toMatchObject({ body: { pathname: "/" } });
});

test("[D6] [X22] the routes of a plugin are gone when it is", async () => {
  await using own = await startLaidHost([notes]);
  await own.packages.stop("@home/notes");

  expect((await own.fetch(getUrl("/plugins/notes/"))).status).toBe(404);
});

const faultyRoutes = [
  ["/plugins/notes/hang", 504, "timeout", "it took longer than 50 ms"],
  ["/plugins/notes/wrong", 500, "exception", "The handler must return a Response"],
] as const;

test.each(faultyRoutes)("[D7] %s is one answer and one line in the log", async (path, status, code, line) => {
  const response = await host.fetch(getUrl(path));

  expect(await seen(response)).toEqual({
    status,
    body: { error: `\`${path}\` failed because of a fault in \`@home/notes\``, code },
  });
  expect(host.status().log.at(-1)?.facts["failure"]).toMatch(line);
});

test("[D8] status tells what runs, what does not and why, as JSON and as a page with everything escaped", async () => {
  await host.call("@home/notes/notes.log", {});
  const json = await host.fetch(getUrl("/-/status"));
  const page = await host.fetch(getUrl("/", { accept: "text/html,*/*;q=0.8" }));

  const answer = await json.text();
  expect(answer).not.toContain("hunter2");
  expect(JSON.parse(answer)).toMatchObject({
    generation: 1,
    apiVersion: "1.0.0",
    packages: [
      { name: "@home/evil", actual: "failed", reason: expect.stringContaining("<script>") },
      {
        name: "@home/metrics",
        actual: "started",
        components: expect.arrayContaining([expect.objectContaining({ kind: "domain" })]),
      },
      { name: "@home/notes", actual: "started", effects: expect.arrayContaining(["notes: routes /plugins/notes/"]) },
      { name: "@other/notes2" },
      { name: "words" },
    ],
  });
  const text = await page.text();
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(text).not.toContain("<script>");
  expect(await seen(await host.fetch(getUrl("/-/healthz")))).toEqual({ status: 200, body: { status: "ok" } });
});

test("[D10] a short name that two packages have is refused with both, and each answers by its full name", async () => {
  expect(await seen(await host.fetch(postJson("/ipc/notes/echo", {})))).toMatchObject({
    status: 409,
    body: {
      msg: "`notes.echo` may be `@home/notes/notes.echo` or `@other/notes2/notes.echo`",
      code: "ambiguous_action",
    },
  });
  expect(await seen(await host.fetch(postJson("/ipc/other/notes2/notes/echo", {})))).toMatchObject({
    body: { result: "other" },
  });
});

function aPinger(name: string): PackageOnDisk {
  const code = `import { definePlugin } from "@larder/sdk"; export default definePlugin({ actions: { ping: () => "${name}" } });`;
  return aPluginPackage(name, "{}", { files: { "plugins/pinger/index.js": code } });
}

test("[D10] a package of the scope `local` and one without a scope both answer by their full names", async () => {
  await using own = await startLaidHost([aPinger("@local/scoped"), aPinger("bare")]);

  for (const [address, name] of [
    ["local/scoped", "@local/scoped"],
    ["@local/scoped", "@local/scoped"],
    ["local/bare", "bare"],
  ]) {
    expect(await seen(await own.fetch(postJson(`/ipc/${address}/pinger/ping`, {})))).toMatchObject({
      body: { result: name },
    });
  }
});
