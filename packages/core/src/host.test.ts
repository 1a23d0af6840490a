// SPEC.md §6, the host. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { startHost } from "./host.ts";
import type { Logger } from "./services/host-log.ts";
import { layHost, type PackageOnDisk } from "./testing/host-on-disk.ts";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const metrics: PackageOnDisk = {
  name: "@home/metrics",
  larder: { permissions: [{ resource: "events:notes.*", actions: ["subscribe"], effect: "allow" }] },
  mode: "trusted",
  files: {
    "domains/metrics/domain.yaml": "name: metrics\nversion: 1.0.0\ndescription: Numbers\n",
    "domains/metrics/functions/sum.js":
      "export default ({ values }) => values.reduce((sum, value) => sum + value, 0);\n",
    "actors/board.js":
      'import { defineAction } from "@larder/sdk";\n' +
      'export const move = defineAction({ input: { type: "object", properties: { to: { type: "integer" } } }, handler: ({ to }) => ({ to }) });\n',
  },
};

const notes: PackageOnDisk = {
  name: "@home/notes",
  requires: ["@home/metrics"],
  mode: "trusted",
  larder: {
    permissions: [
      { resource: "plugin:metrics", actions: ["execute"], effect: "allow" },
      { resource: "db", actions: ["read", "write"], effect: "allow" },
    ],
  },
  files: {
    "plugins/notes/index.js": `
import { allow, Db, definePlugin, error } from "@larder/sdk";
export default definePlugin({
  needs: { db: Db },
  permissions: [allow("plugin:metrics", ["execute"]), allow("db", ["read", "write"])],
  actions: {
    add: {
      input: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
      handler: async ({ text }, { db }) => (await db.query("insert into notes (text) values ($1) returning id, text", [text]))[0],
    },
    weigh: async ({ values }, context) => ({ sum: await context.call("metrics.sum", { values }) }),
    lose: () => { throw error("There is no such note", "not_found", { id: 7 }); },
    crash: () => { throw new Error("a secret of the server"); },
  },
  routes: (request) => new Response("notes " + new URL(request.url).pathname),
  onLoad: (context) => context.db.query("create table if not exists notes (id serial primary key, text text)"),
});
`,
  },
};

function post(path: string, body: unknown): Request {
  return new Request(`http://127.0.0.1:5274${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

test("[H1] a trusted package is loaded from an installed host and answers over HTTP", async () => {
  await using laid = await layHost([notes, metrics]);
  const host = await startHost({ directory: laid.directory, logger: silent });

  expect(host.status().packages.map(({ name, state, reason }) => [name, state, reason])).toEqual([
    ["@home/metrics", "active", undefined],
    ["@home/notes", "active", undefined],
  ]);
  const response = await host.fetch(post("/ipc/notes/weigh", { payload: { values: [1, 2, 3] } }));

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "ok", plugin: "notes", action: "weigh", result: { sum: 6 } });
  expect(await host.call("notes.add", { text: "milk" })).toEqual({ id: 1, text: "milk" });
  const route = await host.fetch(new Request("http://127.0.0.1:5274/plugins/notes/list?all=1"));
  expect(await route.text()).toBe("notes /list");
  const actor = await host.fetch(new Request("http://127.0.0.1:5274/home/metrics/actors/board/move?to=7"));
  expect(await actor.json()).toEqual({ to: 7 });
  await host.stop();
});
