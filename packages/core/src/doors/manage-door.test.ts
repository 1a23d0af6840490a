// SPEC.md §4 and §7: what a host tells of itself, and how it is looked after. Rule ids in titles refer to it.
import { afterAll, beforeAll, expect, test } from "vitest";

import { aPluginPackage, metricsPackage, reportPackage } from "../testing/packages.ts";
import { type LaidHost, seen, startLaidHost } from "../testing/running-hosts.ts";
import { type ServedHost, serveHost } from "../testing/serve-host.ts";

const calling = [
  { resource: "plugin:xcore", actions: ["*"], effect: "allow" },
  { resource: "plugin:Closed", actions: ["*"], effect: "allow" },
  { resource: "plugin:open", actions: ["*"], effect: "allow" },
  { resource: "plugin:shut", actions: ["*"], effect: "allow" },
] as const;
const caller = aPluginPackage(
  "@home/caller",
  "{ actions: { ask: ({ action, input }, context) => context.call(action, input) } }",
  { larder: { permissions: calling } },
);
const closed = aPluginPackage("@home/quiet", "{ actions: { ask: ({ action }, context) => context.call(action) } }");
const anAnswer = (name: string, callers: readonly string[]): typeof caller =>
  aPluginPackage(name, '{ actions: { hear: () => "heard" } }', { larder: { callers } });
const broken = aPluginPackage("@home/broken", '{ onLoad() { throw new Error("I am broken"); } }');
const impostor = {
  ...aPluginPackage("@local/impostor", "{}"),
  files: {
    "plugins/xcore/index.js": `
      import { definePlugin } from "@larder/sdk";
      export default definePlugin({ actions: { health: () => "I am the host", mine: () => "mine" } });`,
  },
};

let host: LaidHost;
let served: ServedHost;
beforeAll(async () => {
  host = await startLaidHost([
    metricsPackage,
    reportPackage,
    caller,
    closed,
    broken,
    impostor,
    anAnswer("@home/open", ["@HOME/*"]),
    anAnswer("@home/shut", []),
  ]);
  served = await serveHost(host);
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
});

const ask = async (action: string, input: object = {}, asker = "caller"): Promise<unknown> => {
  const { body } = await seen(await served.post(`/ipc/${asker}/ask`, { payload: { action, input } }));
  const { result, code } = body as { readonly result?: unknown; readonly code?: string };
  return code ?? result;
};

test("[A4] [X30] callers are matched without regard to case; an empty list lets nobody in, but requests", async () => {
  expect([await ask("open.hear"), await ask("shut.hear")]).toEqual(["heard", "ipc_denied"]);
  expect(await seen(await served.post("/ipc/shut/hear", {}))).toMatchObject({ status: 200, body: { result: "heard" } });
});

test("[A17] [X30] [X32] the host's own actions are there for every package with the permission, and no package takes their place", async () => {
  expect(await ask("xcore.plugin.list")).toContainEqual({
    name: "@home/metrics",
    version: "1.0.0",
    actual: "started",
    mode: "trusted",
  });
  expect(await ask("xcore.health")).toMatchObject({ status: "degraded" });
  expect(await ask("xcore.health", {}, "quiet")).toBe("permission_denied");
  expect(await ask("xcore.mine")).toBe("ipc_denied");
  expect(await seen(await served.post("/ipc/xcore/plugin.status", { payload: { plugin: "metrics" } }))).toMatchObject({
    status: 404,
    body: { code: "not_found", msg: "There is no plugin `metrics`" },
  });
  expect(
    await seen(await served.post("/ipc/xcore/plugin.status", { payload: { plugin: "@home/metrics" } })),
  ).toMatchObject({
    body: {
      result: {
        name: "@home/metrics",
        actions: ["metrics.sum", "home/metrics/actors/board/move", "home/metrics/actors/board/title"],
      },
    },
  });
  expect(await seen(await served.post("/ipc/xcore/plugin.status", { payload: {} }))).toMatchObject({
    status: 400,
    body: { code: "invalid_input" },
  });
});

test("[D16] [X21] [X53] status and health say how the host is, the worst of its parts first", async () => {
  expect(await seen(await served.send("/ipc/status"))).toMatchObject({
    status: 200,
    body: {
      status: "ok",
      plugins: expect.arrayContaining([expect.objectContaining({ name: "@home/broken", actual: "failed" })]),
    },
  });
  const health = await seen(await served.send("/ipc/health"));
  expect(health).toMatchObject({
    status: 200,
    body: {
      status: "degraded",
      checks: expect.arrayContaining([
        { name: "package @home/broken", status: "degraded" },
        { name: "package @home/metrics", status: "healthy" },
      ]),
    },
  });
  // Everybody may ask, and what a package said when it failed is not for everybody.
  expect(JSON.stringify(health)).not.toContain("I am broken");
});

test("[D16] [X21] a plugin's package is unloaded, loaded and reloaded, by the name of either", async () => {
  const report = async (): Promise<number> =>
    (await served.post("/ipc/report/total", { payload: { values: [1] } })).status;

  expect(await seen(await served.send("/ipc/report/unload", { method: "DELETE" }))).toEqual({
    status: 200,
    body: { status: "ok", action: "unload", plugin: "report", package: "@home/report", actual: "stopped" },
  });
  expect(await report()).toBe(404);
  expect(await seen(await served.post("/ipc/report/load", {}))).toMatchObject({
    status: 200,
    body: { package: "@home/report", actual: "started" },
  });
  expect(await report()).toBe(200);
  expect(await seen(await served.post("/ipc/report/reload", {}))).toMatchObject({
    status: 200,
    body: { actual: "started" },
  });
  expect(
    await seen(await served.post("/ipc/xcore/plugin.reload", { payload: { plugin: "@home/report" } })),
  ).toMatchObject({
    status: 200,
    body: { result: { package: "@home/report", actual: "started" } },
  });
  expect(await report()).toBe(200);
});

test.each([
  ["POST", "/ipc/nothing/load", 404, "There is no plugin `nothing`"],
  ["POST", "/ipc/broken/load", 409, "`@home/broken` is failed: "],
  ["DELETE", "/ipc/nothing/unload", 404, "There is no plugin `nothing`"],
])("[D16] [X21] %s %s is %i", async (method, path, status, msg) => {
  expect(await seen(await served.send(path, { method }))).toMatchObject({
    status,
    body: { status: "error", msg: expect.stringContaining(msg) },
  });
});

test("[D9] [D16] a page of another site cannot look after packages", async () => {
  const headers = { "sec-fetch-site": "cross-site" };

  expect((await served.send("/ipc/report/unload", { method: "DELETE", headers })).status).toBe(403);
  expect(host.status().packages.find(({ name }) => name === "@home/report")?.actual).toBe("started");
});
