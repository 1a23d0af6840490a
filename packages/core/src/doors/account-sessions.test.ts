// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { definePlugin } from "@larder/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type AccountsHost, cookieOf, startAccountsHost, testPassword } from "../testing/accounts-host.ts";
import { pluginPackage } from "../testing/plugin-package.ts";

let host: AccountsHost;
beforeAll(async () => {
  host = await startAccountsHost();
});
afterAll(() => host[Symbol.asyncDispose]());

const me = (cookie: string): Promise<Response> => host.send("/-/auth/me", { headers: { cookie } });
const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status;

test("[C4] a login begins a session of its own, and ends the one before: nobody chooses somebody else's", async () => {
  const planted = "larder-session=lrs_chosen-by-somebody-else-0000000";
  const first = await host.logIn("eve", testPassword, { headers: { cookie: planted } });
  const second = await host.logIn("eve", testPassword, { headers: { cookie: cookieOf(first) } });

  expect(cookieOf(first)).not.toBe(planted);
  expect([
    await statusOf(me(planted)),
    await statusOf(me(cookieOf(first))),
    await statusOf(me(cookieOf(second))),
  ]).toEqual([401, 401, 200]);
});

test("[C4] a session that was tampered with is none", async () => {
  const cookie = cookieOf(await host.logIn("eve", testPassword));
  const tampered = [
    cookie.slice(0, -1),
    `${cookie}x`,
    cookie.toUpperCase(),
    "larder-session=",
    "larder-session=' or 1=1 --",
    "larder-session=%",
  ];

  expect(await Promise.all(tampered.map((text) => statusOf(me(text))))).toEqual(tampered.map(() => 401));
  expect(await statusOf(me(cookie))).toBe(200);
});

test("[C4] a session ends when nobody uses it, and in any case after its time", async () => {
  const session = { idleMs: 60_000, absoluteMs: 150_000 };
  await using own = await startAccountsHost({ settings: { session } });
  const statusAfter = async (cookie: string, ms: number): Promise<number> => {
    own.wait(ms);
    return await statusOf(own.send("/-/auth/me", { headers: { cookie } }));
  };
  const idle = cookieOf(await own.logIn("eve", testPassword));
  expect([await statusAfter(idle, 59_000), await statusAfter(idle, 59_000), await statusAfter(idle, 61_000)]).toEqual([
    200, 200, 401,
  ]);

  const used = cookieOf(await own.logIn("eve", testPassword));
  expect([await statusAfter(used, 50_000), await statusAfter(used, 50_000), await statusAfter(used, 50_001)]).toEqual([
    200, 200, 401,
  ]);
});

test("[C4] logging out ends the session itself, not only the browser's memory of it", async () => {
  const cookie = cookieOf(await host.logIn("eve", testPassword));

  const link = await host.send("/auth/logout", { headers: { cookie } });
  const stillIn = await statusOf(me(cookie));
  const out = await host.send("/auth/logout", { method: "POST", headers: { cookie } });

  expect([link.status, stillIn, out.status, await statusOf(me(cookie))]).toEqual([200, 200, 303, 401]);
  expect(out.headers.getSetCookie()[0]).toMatch(/^larder-session=; Path=\/; Expires=Thu, 01 Jan 1970/);
});

test("[C4] a new password and a bar end every session of the account", async () => {
  await using own = await startAccountsHost();
  const statusWith = (cookie: string): Promise<number> => statusOf(own.send("/-/auth/me", { headers: { cookie } }));
  const before = cookieOf(await own.logIn("eve", testPassword));
  await own.host.accounts.management.setPassword("eve", "another password");
  const after = cookieOf(await own.logIn("eve", "another password"));
  const statuses = [await statusWith(before), await statusWith(after)];
  await own.host.accounts.management.setDisabled("eve", true);
  statuses.push(await statusWith(after));
  await own.host.accounts.management.setDisabled("eve", false);

  expect([...statuses, await statusWith(after)]).toEqual([401, 200, 401, 401]);
});

test("[C3] a page of another site cannot use a session to change anything", async () => {
  const cookie = cookieOf(await host.logIn("ada", testPassword));
  const foreign = { cookie, "sec-fetch-site": "cross-site" };
  const post = (headers: Record<string, string>): Promise<Response> =>
    host.send("/auth/authenticated", { method: "POST", headers });

  const asked = await statusOf(host.send("/-/auth/me", { headers: foreign }));
  const changed = await host.host.accounts
    .authenticate(new Request(`${host.url}/plugins/notes/`, { method: "POST", headers: foreign }))
    .catch((error: unknown) => error);

  expect([asked, changed]).toMatchObject([200, { code: "E403" }]);
  expect(await statusOf(post({ cookie }))).toBe(404);
});

test("[C3] nor does it need a session at a host without accounts: there, too, it changes nothing", async () => {
  await using own = await startAccountsHost({ packages: [looking], names: [] });
  const statusesWith = async (headers: Record<string, string>): Promise<number[]> => [
    await statusOf(own.send("/plugins/looking/", { headers })),
    await statusOf(own.send("/plugins/looking/", { method: "POST", headers })),
    await statusOf(own.send("/plugins/looking/", { method: "DELETE", headers })),
  ];

  expect(await statusesWith({})).toEqual([200, 200, 200]);
  expect(await statusesWith({ "sec-fetch-site": "same-origin" })).toEqual([200, 200, 200]);
  expect(await statusesWith({ "sec-fetch-site": "cross-site" })).toEqual([200, 403, 403]);
  expect(await statusesWith({ origin: "https://evil.example" })).toEqual([200, 403, 403]);
  expect(await statusesWith({ origin: "null" })).toEqual([200, 403, 403]);
});

const looking = pluginPackage({
  name: "looking",
  permissions: [],
  plugin: definePlugin({
    routes: (request) => {
      const headers = new Headers([["content-type", "application/json"]]);
      headers.append("set-cookie", "theme=dark");
      headers.append("set-cookie", "larder-session=lrs_of-somebody-else; Path=/");
      headers.append("set-cookie", "__Host-larder-session=lrs_of-somebody-else; Path=/");
      return new Response(JSON.stringify(Object.fromEntries(request.headers)), { headers });
    },
  }),
});

test("[C5] what proves who asks stays with the host, and a package sets no session", async () => {
  await using own = await startAccountsHost({ packages: [looking] });
  const session = cookieOf(await own.logIn("ada", testPassword));
  const token = await own.makeKey({ account: "ada", kind: "token" });
  const key = await own.makeKey({ account: "ada", kind: "plugin-key" });
  const seenWith = async (headers: Record<string, string>): Promise<Record<string, string>> =>
    (await (await own.send("/plugins/looking/", { headers })).json()) as Record<string, string>;

  const byCookie = await seenWith({ cookie: `theme=dark; ${session}; larder-login=x` });
  const byToken = await seenWith({ authorization: `Bearer ${token}` });
  const byKey = await seenWith({ "x-plugin-key": key });
  const answer = await own.send("/plugins/looking/", { headers: { cookie: session } });

  expect(byCookie["cookie"]).toBe("theme=dark");
  expect(JSON.stringify([byCookie, byToken, byKey])).not.toMatch(/lr[shk]_/);
  expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
});

test("[C5] a package's own bearer token reaches it", async () => {
  await using own = await startAccountsHost({ packages: [looking] });
  const session = cookieOf(await own.logIn("ada", testPassword));

  const answer = await own.send("/plugins/looking/", {
    headers: { cookie: session, authorization: "Bearer theirs" },
  });

  expect(await answer.json()).toMatchObject({ authorization: "Bearer theirs" });
});
