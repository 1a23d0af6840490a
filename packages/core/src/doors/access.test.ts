// SPEC.md §4 and §7: who may call what. Rule ids in titles refer to it.
import { allow, definePlugin, type PluginContext } from "@larder/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type AccountsHost, startAccountsHost } from "../testing/accounts-host.ts";
import { pluginPackage } from "../testing/plugin-package.ts";
import { seen } from "../testing/running-hosts.ts";

const whoAsks = (_: object, { caller }: PluginContext & { readonly caller: object }): object => caller;
const permissions = [allow("plugin:notes")];
const notes = pluginPackage({
  name: "notes",
  permissions,
  plugin: definePlugin({
    permissions,
    actions: {
      open: { access: "public", handler: whoAsks },
      plain: whoAsks,
      grab(_: object, { caller }: { readonly caller: { readonly principal?: { readonly roles: readonly string[] } } }) {
        const { roles = [] } = caller.principal ?? {};
        (roles as string[]).push("admin");
      },
      manage: { access: "admin", handler: whoAsks },
      write: { access: { permissions: ["notes.write"] }, handler: whoAsks },
      inside: { access: "public", handler: (_: object, context: PluginContext) => context.call("notes.manage") },
    },
    routes: (request) => new Response(`routes ${new URL(request.url).pathname}`),
    routeAccess: [
      { path: "/admin/*", access: "admin" },
      { path: "/items/*", method: "POST", access: { permissions: ["notes.write"] } },
      { path: "/mine", access: "user" },
      { path: "/", access: "public" },
    ],
  }),
});

let own: AccountsHost;
const keys = new Map<string, string>();
beforeAll(async () => {
  own = await startAccountsHost({
    packages: [notes],
    settings: { roles: { editors: ["notes.write"] } },
    names: ["ada", "eve", "ed"],
  });
  await own.host.accounts.management.setRoles("ed", ["editors"]);
  for (const account of ["ada", "eve", "ed"]) keys.set(account, await own.makeKey({ account, kind: "token" }));
  keys.set("a key of ed", await own.makeKey({ account: "ed", kind: "plugin-key" }));
});
afterAll(() => own[Symbol.asyncDispose]());

function headersOf(who: string): { readonly [name: string]: string } {
  const key = keys.get(who);
  if (key === undefined) return {};
  return who.startsWith("a key") ? { "x-plugin-key": key } : { authorization: `Bearer ${key}` };
}

const call = (who: string, path: string, method = "POST"): Promise<Response> =>
  own.send(path, { method, headers: headersOf(who) });

test("[C8] what an action does to what it is told of its caller changes nobody", async () => {
  expect((await call("eve", "/ipc/notes/grab")).status).toBe(200);

  expect((await call("eve", "/ipc/notes/manage")).status).toBe(403);
});

test.each([
  ["nobody", [200, 401, 401, 401]],
  ["eve", [200, 200, 403, 403]],
  ["ed", [200, 200, 403, 200]],
  ["a key of ed", [200, 200, 403, 200]],
  ["ada", [200, 200, 200, 200]],
])(
  "[A15] [D12] [X35] [T21] [T27] [X21] %s calls what is public, what says nothing, what is for administrators, and what asks for a permission",
  async (who, statuses) => {
    const answers = ["open", "plain", "manage", "write"].map(
      async (action) => (await call(who, `/ipc/notes/${action}`)).status,
    );

    expect(await Promise.all(answers)).toEqual(statuses);
  },
);

test("[D12] [X35] who may not is told why: 401 asks for a token, 403 says what is missing", async () => {
  const nobody = await call("nobody", "/ipc/notes/write");
  expect(nobody.headers.get("www-authenticate")).toBe("Bearer");
  expect(await seen(nobody)).toMatchObject({
    status: 401,
    body: {
      status: "error",
      code: "unauthorized",
      msg: "`notes.write` is for those who are logged in",
      plugin: "notes",
      action: "write",
    },
  });
  expect(await seen(await call("eve", "/ipc/notes/write"))).toMatchObject({
    status: 403,
    body: { code: "permission_denied", msg: "`eve` may not use `notes.write`: it needs `notes.write`" },
  });
});

test.each([{ authorization: "Bearer lrh_wrong" }, { "x-plugin-key": "wrong" }])(
  "[D12] [X21] %j is 401, also where nobody is asked",
  async (headers) => {
    expect((await own.send("/ipc/notes/open", { method: "POST", headers })).status).toBe(401);
  },
);

test("[A16] [T21] [T27] an action knows the account that asks", async () => {
  const { body } = await seen(await call("ed", "/ipc/notes/plain"));

  expect(body).toMatchObject({ result: { door: "ipc", principal: { id: "ed", roles: ["editors"], isAdmin: false } } });
});

test("[A15] [A16] [T21] [X31] what a package calls is a matter of its permissions; the account goes with it", async () => {
  expect(await seen(await call("eve", "/ipc/notes/inside"))).toMatchObject({
    status: 200,
    body: { result: { door: "call", package: "@local/notes", principal: { id: "eve", isAdmin: false } } },
  });
});

test("[A15] [T21] what begins inside the host may do everything", async () => {
  expect(await own.host.call("notes.manage", {})).toEqual({ door: "call" });
});

test.each([
  ["nobody", [200, 401, 401, 401, 401]],
  ["eve", [200, 403, 403, 200, 200]],
  ["ed", [200, 403, 200, 200, 200]],
  ["ada", [200, 200, 200, 200, 200]],
])(
  "[D21] [X35] [X22] %s asks for routes that are public, for administrators, and for those with a permission",
  async (who, statuses) => {
    const asked = [
      ["GET", "/plugins/notes/"],
      ["GET", "/plugins/notes/admin/users"],
      ["POST", "/plugins/notes/items/7"],
      ["GET", "/plugins/notes/items/7"],
      ["GET", "/plugin/notes/mine"],
    ] as const;

    expect(await Promise.all(asked.map(async ([method, path]) => (await call(who, path, method)).status))).toEqual(
      statuses,
    );
  },
);

test.each(["/plugins/notes/%61dmin/users", "/plugins/notes/x/../admin/users", "/plugins/notes//admin/users"])(
  "[D21] no other way to write %s leads around its rule",
  async (path) => {
    const response = await call("eve", path, "GET");

    expect([
      response.status === 403 || !(await response.text()).startsWith("routes /admin/"),
      response.status < 500,
    ]).toEqual([true, true]);
  },
);

test("[D21] [D6] what is asked of `GET` is asked of `HEAD`, and a path is judged by where it leads", async () => {
  const asked: string[] = [];
  const files = pluginPackage({
    name: "files",
    permissions: [],
    plugin: definePlugin({
      routeAccess: [
        { path: "/secret", method: "GET", access: "admin" },
        { path: "/public/*", access: "public" },
        { path: "/secret", access: "public" },
      ],
      routes(request) {
        asked.push(`${request.method} ${new URL(request.url).pathname}`);
        return new Response("a file");
      },
    }),
  });
  await using one = await startAccountsHost({ packages: [files] });
  const statusOf = async (method: string, path: string): Promise<number> => {
    const request = new Request(`${one.url}${path}`, { method });
    return (await one.host.fetch(request, { peer: "192.0.2.7" })).status;
  };

  expect([
    await statusOf("GET", "/plugins/files/secret"),
    await statusOf("HEAD", "/plugins/files/secret"),
    await statusOf("GET", "/plugins/files/public/..%2fadmin"),
    await statusOf("GET", "/plugins/files/public/%2e%2e%5csecret"),
    await statusOf("POST", "/plugins/files/secret"),
    await statusOf("GET", "/%70lugins/files/public/a"),
  ]).toEqual([401, 401, 401, 401, 200, 200]);
  expect(asked).toEqual(["POST /secret", "GET /public/a"]);
});

test.each([
  "/",
  "/-/status",
  "/ipc/status",
  "/ipc/metrics",
  "/-/metrics",
  "/info",
  "/local/info",
  "/-/openapi.json",
  "/-/actions",
  "/-/docs",
  "/-/client.ts",
])("[D12] %s is for those who are logged in", async (path) => {
  expect([(await call("nobody", path, "GET")).status, (await call("eve", path, "GET")).status]).toEqual([401, 200]);
});

test("[D12] [D16] [X21] health is for everybody; to look after packages is for administrators", async () => {
  expect([
    (await call("nobody", "/-/healthz", "GET")).status,
    (await call("nobody", "/ipc/health", "GET")).status,
  ]).toEqual([200, 200]);
  const attempts = [
    ["POST", "/ipc/notes/load"],
    ["POST", "/ipc/notes/reload"],
    ["DELETE", "/ipc/notes/unload"],
    ["POST", "/ipc/xcore/plugin.unload"],
  ] as const;
  for (const [method, path] of attempts) {
    expect([(await call("nobody", path, method)).status, (await call("eve", path, method)).status]).toEqual([401, 403]);
  }
  expect(own.host.status().packages[0]?.actual).toBe("started");
});

test("[P9] [X35] at a host without accounts, another machine asks in vain for what is not public, and the same machine may do everything", async () => {
  await using open = await startAccountsHost({ packages: [notes], names: [] });
  const from = async (peer: string, path: string): Promise<number> =>
    (await open.host.fetch(new Request(`http://127.0.0.1:5274${path}`, { method: "POST" }), { peer })).status;

  expect([
    await from("10.0.0.7", "/ipc/notes/open"),
    await from("10.0.0.7", "/ipc/notes/write"),
    await from("10.0.0.7", "/ipc/notes/reload"),
  ]).toEqual([200, 503, 503]);
  for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) expect(await from(peer, "/ipc/notes/manage")).toBe(200);
  expect((await open.send("/ipc/notes/write", { method: "POST" })).status).toBe(200);
});
