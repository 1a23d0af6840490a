// SPEC.md §7, doors, and §10, accounts. Rule ids in titles refer to it.
import { definePlugin } from "@larder/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { SupervisedPackage } from "../lifecycle/supervised-package.ts";
import { type AccountsHost, cookieOf, startAccountsHost, testPassword } from "../testing/accounts-host.ts";
import { aPluginPackage } from "../testing/packages.ts";
import { pluginPackage } from "../testing/plugin-package.ts";
import { startLaidHost } from "../testing/running-hosts.ts";

const header = "x-larder-page-token";
const base = "http://127.0.0.1:5274";

/** Says who asks, and which token its page got. */
const routes = (request: Request): Response =>
  Response.json(
    { account: request.headers.get("x-larder-account"), token: request.headers.get(header) },
    { headers: { "cache-control": "public, max-age=60", "access-control-allow-credentials": "true" } },
  );
const plugin = definePlugin({
  routes,
  routeAccess: [
    { path: "/admin", access: "admin" },
    { path: "/open", access: "public" },
  ],
});

let host: AccountsHost;
let cookie: string;
beforeAll(async () => {
  const trusted = ["notes", "other", "trusted"].map((name) => pluginPackage({ name, plugin, permissions: [] }));
  host = await startAccountsHost({ packages: trusted.map(inSandbox) });
  cookie = cookieOf(await host.logIn("eve", testPassword));
});
afterAll(() => host[Symbol.asyncDispose]());

/** The door goes by what is said of a package; where its code runs makes no difference to it. */
function inSandbox(given: SupervisedPackage): SupervisedPackage {
  if (given.type !== "runnable" || given.name === "@local/trusted") return given;
  return { ...given, pkg: { ...given.pkg, isSandboxed: true } };
}

type Sent = { readonly [name: string]: string };
const ask = async (path: string, headers: Sent, method = "GET"): Promise<Response> =>
  await host.host.fetch(new Request(`${base}${path}`, { method, headers }), { peer: "127.0.0.1" });
const shown = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "none" };
const fromPage = (token: string): Sent => ({ [header]: token, origin: "null", "sec-fetch-site": "cross-site" });
const tokenOf = async (response: Response): Promise<string | null> =>
  ((await response.json()) as { readonly token: string | null }).token;
const openPage = async (path: string, headers: Sent = {}): Promise<string> =>
  (await tokenOf(await ask(path, { cookie, ...shown, ...headers }))) ?? "";
const statusNow = async (token: string): Promise<number> => (await ask("/plugins/notes/", fromPage(token))).status;

describe("[C18] a page of a sandboxed package", () => {
  test("acts at its own package as whoever opened it, and reads the answer", async () => {
    const opened = await ask("/plugins/notes/", { cookie, ...shown });
    const token = (await tokenOf(opened)) ?? "";
    const answer = await ask("/plugins/notes/save", fromPage(token), "POST");

    expect(opened.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({ account: "eve", token: null });
    expect(answer.headers.get("access-control-allow-origin")).toBe("null");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox /);
  });

  test("may do no more than whoever opened it", async () => {
    const answer = await ask("/plugins/notes/admin", fromPage(await openPage("/plugins/notes/")));

    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBe("null");
  });

  test("reaches nothing but its own package: no other plugin, no action, no door of the host", async () => {
    const sent = fromPage(await openPage("/plugins/notes/"));

    const answers = await Promise.all([
      ask("/plugins/other/", sent),
      ask("/plugins/other/open", sent),
      ask("/plugins/trusted/", sent),
      ask("/ipc/notes/anything", sent, "POST"),
      ask("/-/auth/me", sent),
      ask("/-/status", sent),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 403, 401, 401]);
    expect(answers[2]?.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("is known by its token in the header, and from no other site", async () => {
    const token = await openPage("/plugins/notes/");

    const answers = await Promise.all([
      ask(`/plugins/notes/?${header}=${token}`, { origin: "null" }),
      ask("/plugins/notes/", { origin: "null", authorization: `Bearer ${token}` }),
      ask("/plugins/notes/", { origin: "null", cookie: `${header}=${token}` }),
      ask("/plugins/notes/", { ...fromPage(token), origin: "https://evil.example" }),
      ask("/plugins/notes/", fromPage(`${token}x`)),
      ask("/plugins/notes/open", fromPage("made-up")),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
  });

  test("gets no token inside another page, by a script, for a program, or when it is trusted", async () => {
    const given = await Promise.all([
      ask("/plugins/notes/", { cookie, ...shown, "sec-fetch-dest": "iframe" }),
      ask("/plugins/notes/", { cookie, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }),
      ask("/plugins/notes/", { cookie }),
      ask("/plugins/notes/", { cookie, [header]: "its own" }),
      ask("/plugins/notes/", { cookie, ...shown }, "POST"),
      ask("/plugins/notes/open", { cookie, ...shown }),
      ask("/plugins/trusted/", { cookie, ...shown }),
    ]);

    expect(await Promise.all(given.map(tokenOf))).toEqual(given.map(() => null));
    expect(given[0]?.headers.get("cache-control")).toBe("public, max-age=60");
  });

  test("has one token a session, whatever else comes along, and none by what is no session", async () => {
    const token = await openPage("/plugins/notes/");
    const bearer = await host.makeKey({ account: "eve", kind: "token" });

    const others = await Promise.all([
      openPage("/plugins/notes/", { cookie: `${cookie}; larder-login=made-up` }),
      openPage("/plugins/notes/", { cookie: `__Host-larder-session=made-up; ${cookie}; own=1` }),
      openPage("/plugins/notes/", { cookie: "larder-session=made-up", authorization: `Bearer ${bearer}` }),
    ]);

    expect(others).toEqual([token, token, ""]);
  });

  test("ends with the session, with its time, and when nobody uses it", async () => {
    const own = cookieOf(await host.logIn("eve", testPassword));
    const token = await openPage("/plugins/notes/", { cookie: own });

    expect(await statusNow(token)).toBe(200);
    await host.send("/auth/logout", { method: "POST", headers: { cookie: own } });
    expect(await statusNow(token)).toBe(401);

    const next = await openPage("/plugins/notes/");
    host.wait(14 * 60_000);
    expect(await statusNow(next)).toBe(200);
    host.wait(14 * 60_000);
    expect(await statusNow(next)).toBe(200);
    host.wait(16 * 60_000);
    expect(await statusNow(next)).toBe(401);
  });

  test("may be asked for by browsers beforehand, which learn nothing of who has which plugins", async () => {
    const question = {
      origin: "null",
      "access-control-request-method": "PUT",
      "access-control-request-headers": header,
    };
    const [there, nowhere, foreign] = await Promise.all([
      ask("/plugins/notes/", question, "OPTIONS"),
      ask("/plugins/no-such/", question, "OPTIONS"),
      ask("/plugins/notes/", { ...question, origin: "https://evil.example" }, "OPTIONS"),
    ]);

    expect([...there.headers].filter(([name]) => name !== "traceparent")).toEqual(
      [...nowhere.headers].filter(([name]) => name !== "traceparent"),
    );
    expect([there.status, there.headers.get("access-control-allow-origin")]).toEqual([204, "null"]);
    expect(there.headers.get("access-control-allow-credentials")).toBeNull();
    expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([401, null]);
  });
});

test("[C18] at a host without accounts, such a page acts at its own package as the operator who opened it", async () => {
  const code = `{ routes: (request) => Response.json({ token: request.headers.get("${header}") }) }`;
  await using own = await startLaidHost([aPluginPackage("@home/notes", code, { mode: "sandboxed" })]);
  const send = async (path: string, headers: Sent, method = "GET", peer = "127.0.0.1"): Promise<Response> =>
    await own.fetch(new Request(`${base}${path}`, { method, headers }), { peer });
  const token = (await tokenOf(await send("/plugins/notes/", shown))) ?? "";

  expect(token).toMatch(/^lrp_/);
  const answers = await Promise.all([
    send("/plugins/notes/", fromPage(token), "POST"),
    send("/plugins/notes/", { origin: "null", "sec-fetch-site": "cross-site" }, "POST"),
    send("/plugins/notes/", fromPage(token), "POST", "192.0.2.7"),
    send("/ipc/notes/anything", fromPage(token), "POST"),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 403, 401, 403]);
});
