// SPEC.md §4 and §7: the way of a call, trusted and sandboxed. Rule ids in titles refer to it.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { layPackage, type PackageOnDisk } from "../testing/host-on-disk.ts";
import { seen } from "../testing/running-hosts.ts";
import { serveHost } from "../testing/serve-host.ts";
import { type TestHost, testHost } from "../testing/test-host.ts";

const permissions = [{ resource: "plugin:notes", actions: ["execute"], effect: "allow" }] as const;

/** Everything that a package may say about the way of its calls, in its manifest and in its code. */
const notesPackage: PackageOnDisk = {
  name: "@home/notes",
  larder: {
    permissions,
    limits: {
      timeoutSeconds: 0.2,
      rateLimit: { calls: 5, periodSeconds: 3600 },
      retry: { attemptsMax: 3, backoffSeconds: 0.01 },
    },
  },
  files: {
    "plugins/notes/index.js": `
      import { allow, definePlugin, error } from "@larder/sdk";
      let tries = 0;
      export default definePlugin({
        permissions: [allow("plugin:notes", ["execute"])],
        actions: {
          flaky: () => { tries += 1; if (tries < 3) throw new Error("not yet"); return tries; },
          broken: () => { throw new Error("password is hunter2"); },
          hang: () => new Promise(() => {}),
          lose: () => error("There is no note 7", "not_found", { id: 7 }),
        },
      });`,
    "plugins/who/index.js": `
      import { allow, definePlugin } from "@larder/sdk";
      export default definePlugin({
        permissions: [allow("plugin:notes", ["execute"])],
        actions: {
          traced: (_, { log, trace }) => { log.info("traced"); return trace; },
          through: (_, context) => context.call("who.traced"),
        },
        routes: (request) => Response.json({
          account: request.headers.get("x-larder-account"), tenant: request.headers.get("x-tenant-id"), trace: request.headers.get("traceparent"),
        }),
        routeAccess: [{ path: "/admin/*", access: "admin" }, { path: "/*", access: "public" }],
      });`,
    "actors/board.js": `
      import { defineAction } from "@larder/sdk";
      export const text = () => '{"a":1}';
      export const managed = defineAction({ access: "admin", handler: (_, { caller }) => caller.principal ?? null });
      export const often = defineAction({ limits: { rate: { calls: 1, periodMs: 3600000 } }, handler: () => "once" });`,
  },
};

/** Runs `observe` on the package in each mode, and returns what was seen. */
async function inBothModes<Seen>(observe: (host: TestHost) => Promise<Seen>): Promise<readonly Seen[]> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-calls-")));
  const all: Seen[] = [];
  try {
    await layPackage(directory, notesPackage);
    for (const mode of ["trusted", "sandboxed"] as const) {
      await using host = await testHost({ directory, mode });
      all.push(await observe(host));
    }
  } finally {
    await rm(directory, { recursive: true });
  }
  return all;
}

test("[A12] [A13] [B1] [X2] [X24] [X25] [X26] the limits of a package hold in both modes, for each of its plugins", async () => {
  const observed = await inBothModes(async (host) => {
    await using served = await serveHost(host);
    const ask = async (path: string): Promise<unknown> => {
      const { status, body } = await seen(await served.post(path, {}));
      const { result, code, details } = body as { readonly [field: string]: unknown };
      return { status, result, code, details };
    };
    return {
      flaky: await ask("/ipc/notes/flaky"),
      broken: await ask("/ipc/notes/broken"),
      hang: await ask("/ipc/notes/hang"),
      lose: await ask("/ipc/notes/lose"),
      last: await ask("/ipc/notes/flaky"),
      limited: await ask("/ipc/notes/flaky"),
      other: (await seen(await served.post("/ipc/who/traced", {}))).status,
      often: [
        (await seen(await served.send("/home/notes/actors/board/often"))).body,
        (await served.send("/home/notes/actors/board/often")).status,
      ],
    };
  });

  const [trusted, sandboxed] = observed;
  expect(sandboxed).toEqual(trusted);
  expect(trusted).toMatchObject({
    flaky: { status: 200, result: 3 },
    broken: { status: 500, code: "all_retries_failed", details: { attempts: 3 } },
    hang: { status: 504, code: "timeout" },
    lose: { status: 404, code: "not_found", details: { id: 7 } },
    last: { status: 200, result: 4 },
    limited: { status: 429, code: "rate_limit_exceeded", details: { retryAfterSeconds: expect.any(Number) } },
    other: 200,
    often: ["once", 429],
  });
});

test("[A14] [B1] [X54] traces go through calls and into the log in both modes", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traced = await inBothModes(async (host) => {
    await using served = await serveHost(host);
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const { body } = await seen(await served.post("/ipc/who/through", {}, { traceparent }));
    await expect.poll(() => host.status().log.find(({ message }) => message === "traced")?.trace).toBe(traceId);
    return (body as { readonly result: string }).result;
  });

  expect(traced.map((trace) => trace.slice(0, 36))).toEqual([`00-${traceId}-`, `00-${traceId}-`]);
});

test("[A15] [D14] [D21] [B1] [X22] [X35] accounts, texts and routes are the same in both modes", async () => {
  const observed = await inBothModes(async (host) => {
    await host.accounts.management.create({ name: "ada", roles: ["admin"] });
    await host.accounts.management.create({ name: "eve", roles: [] });
    const [ada, eve] = await Promise.all(
      ["ada", "eve"].map(async (account) => await host.accounts.keys.create({ account, kind: "token", label: "test" })),
    );
    await using served = await serveHost(host);
    const as = (key: typeof ada): { readonly authorization: string } => ({ authorization: `Bearer ${key?.secret}` });
    const get = async (path: string, headers = {}): Promise<unknown> =>
      await seen(await served.send(path, { headers }));
    const board = "/home/notes/actors/board";
    const told = { "x-larder-account": "ada", "x-tenant-id": "acme", traceparent: "nothing" };
    const { body } = (await get("/plugins/who/admin/x", { ...told, ...as(ada) })) as {
      readonly body: { trace: string };
    };
    return {
      text: await get(`${board}/text`, as(eve)),
      managed: await get(`${board}/managed`, as(ada)),
      refused: await get(`${board}/managed`, as(eve)),
      nobody: await get(`${board}/managed`),
      adminRoute: { ...body, trace: /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/.test(body.trace) },
      eveAtAdmin: ((await get("/plugins/who/admin", as(eve))) as { readonly status: number }).status,
      open: ((await get("/plugins/who/x", told)) as { readonly body: { readonly account: unknown } }).body.account,
    };
  });

  const [trusted, sandboxed] = observed;
  expect(sandboxed).toEqual(trusted);
  expect(trusted).toMatchObject({
    text: { status: 200, body: { a: 1 } },
    managed: { status: 200, body: { id: "ada", roles: ["admin"], isAdmin: true } },
    refused: { status: 403, body: { code: "permission_denied" } },
    nobody: { status: 401, body: { code: "unauthorized" } },
    adminRoute: { account: "ada", tenant: "acme", trace: true },
    eveAtAdmin: 403,
    open: null,
  });
});
