// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { hash } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type AccountsHost, cookieOf, startAccountsHost, testPassword } from "../testing/accounts-host.ts";
import { seen } from "../testing/running-hosts.ts";

let host: AccountsHost;
beforeAll(async () => {
  host = await startAccountsHost();
});
afterAll(() => host[Symbol.asyncDispose]());

const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status;

const asked = (headers: Record<string, string>): Promise<Response> => host.send("/-/auth/me", { headers });

test("[C6] a token is its account, until it is revoked", async () => {
  const { secret, key } = await host.host.accounts.keys.create({ account: "ada", kind: "token", label: "ci" });
  const bearer = { authorization: `Bearer ${secret}` };

  const good = await seen(await asked(bearer));
  const listed = await host.host.accounts.keys.list("ada");
  await host.host.accounts.keys.revoke("ada", key.id);

  expect(good).toMatchObject({ status: 200, body: { id: "ada", isAdmin: true, by: "token" } });
  expect(listed).toMatchObject([
    { id: key.id, label: "ci", prefix: secret.slice(0, 8), usedAt: "2026-11-21T10:00:00.000Z" },
  ]);
  expect(JSON.stringify(listed)).not.toContain(secret);
  expect(await seen(await asked(bearer))).toMatchObject({ status: 401, body: { code: "unauthorized" } });
});

test("[C6] a token that has ended, was changed, or belongs to a barred account is 401, also beside a good session", async () => {
  await using own = await startAccountsHost();
  const expiring = await own.makeKey({ account: "ada", kind: "token", expiresAt: new Date("2026-11-21T10:01:00Z") });
  const barred = await own.makeKey({ account: "eve", kind: "token" });
  const cookie = cookieOf(await own.logIn("ada", testPassword));
  await own.host.accounts.management.setDisabled("eve", true);
  const statusWith = (token: string): Promise<number> =>
    statusOf(own.send("/-/auth/me", { headers: { cookie, authorization: `Bearer ${token}` } }));

  const before = await statusWith(expiring);
  own.wait(60_000);

  expect([before, await statusWith(expiring), await statusWith(`${expiring}x`), await statusWith(barred)]).toEqual([
    200, 401, 401, 401,
  ]);
});

test("[C7] [X21] a plugin key is its account, and anything else in its header is 401", async () => {
  await using own = await startAccountsHost();
  const key = await own.makeKey({ account: "eve", kind: "plugin-key" });
  const wrong = [
    `${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`,
    "",
    "secret",
    key.replace(/_[0-9a-f]{12}_/, "_000000000000_"),
  ];
  const asking = (secret: string): Promise<Response> => own.send("/-/auth/me", { headers: { "x-plugin-key": secret } });

  expect(await seen(await asking(key))).toMatchObject({ status: 200, body: { id: "eve", by: "plugin-key" } });
  for (const secret of wrong) expect((await asking(secret)).status).toBe(401);
  expect((await asking(key)).status).toBe(200);
});

test("[C7] a plugin key is guessed a few times only, and ends when it is revoked", async () => {
  await using own = await startAccountsHost();
  const { secret, key } = await own.host.accounts.keys.create({ account: "eve", kind: "plugin-key", label: "x" });
  const asking = (text: string): Promise<number> =>
    statusOf(own.send("/-/auth/me", { headers: { "x-plugin-key": text } }));

  const first = await asking(secret);
  const guesses = await Promise.all(Array.from({ length: 7 }, (_, index) => asking(`${secret}${index}`)));
  await own.host.accounts.keys.revoke("eve", key.id);

  expect(first).toBe(200);
  expect(guesses.filter((status) => status === 429)).toHaveLength(2);
  expect(guesses.filter((status) => status === 401)).toHaveLength(5);
  expect(await asking(secret)).toBe(401);
});

test("[C6] nothing that is kept is a secret", async () => {
  await using own = await startAccountsHost();
  const secrets = [
    await own.makeKey({ account: "eve", kind: "plugin-key" }),
    await own.makeKey({ account: "eve", kind: "token" }),
    cookieOf(await own.logIn("eve", testPassword)).split("=")[1] ?? "",
    testPassword,
  ];
  const rows = await own.rows();

  expect(rows).toContain("pbkdf2-sha256$600000$");
  expect(rows).toContain("$argon2id$");
  for (const secret of secrets) expect(rows).not.toContain(secret);
  for (const secret of secrets) expect(JSON.stringify(own.host.status().log)).not.toContain(secret);
});

test("[C8] [T56] a proxy learns whether somebody is logged in, and whether they may", async () => {
  const [ada, eve] = [cookieOf(await host.logIn("ada", testPassword)), cookieOf(await host.logIn("eve", testPassword))];
  const answers = (gate: string): Promise<number[]> =>
    Promise.all(
      ["", eve, ada].map((cookie) => statusOf(host.send(gate, { headers: { cookie, accept: "text/html" } }))),
    );

  expect(await answers("/auth/authenticated")).toEqual([401, 200, 200]);
  expect(await answers("/auth/authorized")).toEqual([401, 403, 200]);
  expect(await answers("/auth/authorized?permission=notes.write")).toEqual([401, 403, 200]);
});

test("[C8] [X35] a role brings the permissions that the host says, and the gate passes them on", async () => {
  await using own = await startAccountsHost({ settings: { roles: { editors: ["notes.write", "notes.read"] } } });
  await own.host.accounts.management.setRoles("eve", ["editors", "forgotten"]);
  const cookie = cookieOf(await own.logIn("eve", testPassword));
  const gate = await own.send("/auth/authorized?permission=notes.write", { headers: { cookie } });

  expect([gate.status, gate.headers.get("x-larder-account")]).toEqual([200, "eve"]);
  expect(await seen(await own.send("/-/auth/me", { headers: { cookie } }))).toMatchObject({
    body: { roles: ["editors", "forgotten"], permissions: ["notes.read", "notes.write"], isAdmin: false },
  });
});

test("[C9] a host without accounts asks nobody, whatever they send, and says how to make the first", async () => {
  await using own = await startAccountsHost({ names: [] });
  const gates = ["/auth/authenticated", "/auth/authorized"].map((gate) =>
    statusOf(own.send(gate, { headers: { cookie: "larder-session=x" } })),
  );
  const page = await own.send("/auth/login");

  expect(await Promise.all(gates)).toEqual([200, 200]);
  expect(await page.text()).toContain("larder account add NAME --admin");
  expect(await statusOf(own.logIn("ada", testPassword))).toBe(409);
});

test("[C9] at a host without accounts, nobody who is not on its machine passes a gate, also by way of a proxy there", async () => {
  await using own = await startAccountsHost({ names: [] });
  const ask = async (peer: string, headers: Record<string, string> = {}): Promise<number[]> =>
    await Promise.all(
      ["/auth/authenticated", "/auth/authorized", "/-/status"].map(
        async (path) => (await own.host.fetch(new Request(`${own.url}${path}`, { headers }), { peer })).status,
      ),
    );

  expect(await ask("127.0.0.1")).toEqual([200, 200, 200]);
  expect(await ask("203.0.113.9")).toEqual([503, 503, 503]);
  expect(await ask("127.0.0.1", { "x-forwarded-for": "203.0.113.9" })).toEqual([503, 503, 503]);
  expect(await ask("::1", { forwarded: "for=203.0.113.9" })).toEqual([503, 503, 503]);
});

const doors = ["/", "/-/status", "/-/actions", "/-/metrics", "/info", "/plugins/looking/", "/-/auth/me"];

test.each(doors)("[C11] at a host with accounts, %s is for those who are known", async (path) => {
  const token = await host.makeKey({ account: "eve", kind: "token" });

  const nobody = await host.send(path);
  const eve = await host.send(path, { headers: { authorization: `Bearer ${token}` } });

  expect(await seen(nobody)).toMatchObject({ status: 401, body: { code: "unauthorized" } });
  expect([200, 404]).toContain(eve.status);
});

test("[C11] health is told to everybody", async () => {
  expect(await seen(await host.send("/-/healthz"))).toEqual({ status: 200, body: { status: "ok" } });
});

test("[C11] [T56] a person with a browser is sent to the login, and from there to where they wanted to go", async () => {
  const wanted = "/-/status?x=%2F%2Fevil";
  const sent = await host.send(wanted, { headers: { accept: "text/html" } });
  const login = sent.headers.get("location") ?? "";
  const page = await (await host.send(login)).text();

  expect([sent.status, login]).toEqual([303, `/auth/login?${new URLSearchParams({ next_url: wanted }).toString()}`]);
  expect(page).toContain(`name="next_url" value="${wanted}"`);
});

test("[C11] [T56] the page for those who may not has a door of its own, which proxies send people to", async () => {
  const denied = await host.send("/auth/access-denied");

  expect([denied.status, await denied.text()]).toEqual([403, expect.stringContaining("You may not see this")]);
});

test("[C8] the styles of the pages are those that their policy names", async () => {
  const page = await host.send("/auth/login");
  const [, styles = ""] = /<style>([\s\S]*)<\/style>/.exec(await page.text()) ?? [];
  const [, named] = /style-src 'sha256-([^']+)'/.exec(page.headers.get("content-security-policy") ?? "") ?? [];

  expect(hash("sha256", styles, "base64")).toBe(named);
});
