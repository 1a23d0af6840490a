// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { afterAll, beforeAll, expect, test } from "vitest";

import { type AccountsHost, cookieOf, startAccountsHost, testPassword } from "../testing/accounts-host.ts";
import { seen } from "../testing/running-hosts.ts";

let host: AccountsHost;
beforeAll(async () => {
  host = await startAccountsHost();
});
afterAll(() => host[Symbol.asyncDispose]());

const me = (cookie: string): Promise<Response> => host.send("/-/auth/me", { headers: { cookie } });
const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status;

test("[C1] [T27] a name and its password open a session that says who it is", async () => {
  const login = await host.logIn("Ada", testPassword);

  expect([login.status, login.headers.get("location")]).toEqual([303, "/"]);
  expect(await seen(await me(cookieOf(login)))).toEqual({
    status: 200,
    body: { id: "ada", roles: ["admin"], permissions: [], isAdmin: true, by: "session", userInfo: null },
  });
});

test("[C1] the cookie is out of reach of scripts and of other sites", async () => {
  const [line = ""] = (await host.logIn("eve", testPassword)).headers.getSetCookie();

  expect(line).toMatch(/^larder-session=lrs_[\w-]{32}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
});

test("[C1] behind a proxy with TLS the cookie goes back over TLS only, and only this very host can set it", async () => {
  await using behind = await startAccountsHost({ publicUrl: "https://chat.example" });

  const login = await behind.logIn("eve", testPassword);
  const [line = ""] = login.headers.getSetCookie();

  expect(line).toMatch(/^__Host-larder-session=.*; Path=\/;.*; HttpOnly; Secure; SameSite=Lax$/);
  expect((await behind.send("/-/auth/me", { headers: { cookie: cookieOf(login) } })).status).toBe(200);
});

test("[C2] a wrong password, an unknown name and a barred account are refused alike, and nothing is set", async () => {
  await using own = await startAccountsHost({ names: ["ada", "eve"] });
  await own.host.accounts.management.setDisabled("eve", true);
  const attempts = [
    await own.logIn("ada", "wrong password"),
    await own.logIn("mallory", testPassword),
    await own.logIn("eve", testPassword),
  ];
  const pages = await Promise.all(attempts.map((response) => response.text()));

  expect(attempts.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(attempts.flatMap(({ headers }) => headers.getSetCookie())).toEqual([]);
  expect(pages.map((page) => page.includes("The name or the password is wrong"))).toEqual([true, true, true]);
  expect(pages.join("")).not.toContain(testPassword);
});

test("[C2] what was typed is shown again escaped, and the password never", async () => {
  const page = await (await host.logIn('"><script>alert(1)</script>', "hunter2hunter2")).text();

  expect(page).toContain("&quot;&gt;&lt;script&gt;");
  expect(page).not.toContain("<script>");
  expect(page).not.toContain("hunter2");
});

test("[C2] an account without a password is entered with none", async () => {
  await using own = await startAccountsHost({ names: [] });
  await own.host.accounts.management.create({ name: "robot", roles: [] });

  const attempts = ["", "nobody", "null"].map((password) => own.logIn("robot", password));

  expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual([401, 401, 401]);
});

test("[C2] an unknown name takes as long as a wrong password", async () => {
  await using own = await startAccountsHost();
  const timed = async (name: string): Promise<number> => {
    const began = performance.now();
    await own.logIn(name, "wrong password");
    return performance.now() - began;
  };
  await timed("warm-up");
  const known = [await timed("ada"), await timed("eve"), await timed("ada"), await timed("eve")];
  const unknown = [await timed("n1"), await timed("n2"), await timed("n3"), await timed("n4")];

  // One check of a password takes tens of milliseconds, a look into the database far less than one.
  expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
});

test("[C2] of logins that are tried at once, no more are let through than of those one after the other", async () => {
  await using own = await startAccountsHost();

  const burst = await Promise.all(Array.from({ length: 12 }, () => own.logIn("ada", "wrong password")));
  const right = await own.logIn("ada", testPassword);
  const other = await own.logIn("eve", testPassword);
  own.wait(5 * 60_000 + 1);
  const later = await own.logIn("ada", testPassword);

  expect(burst.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(burst.filter(({ status }) => status === 429)).toHaveLength(7);
  expect([right.status, right.headers.get("retry-after")]).toEqual([429, "300"]);
  expect([other.status, later.status]).toEqual([303, 303]);
});

test("[C2] a name that no account can have is refused as an unknown one is", async () => {
  await using own = await startAccountsHost();
  const names = ["ada\u0000", "", "x".repeat(5000), "ada' or '1'='1"];

  const statuses = await Promise.all(names.map((name) => statusOf(own.logIn(name, testPassword))));

  expect(statuses).toEqual([401, 401, 401, 401]);
});

test("[C2] a form that is too large, or no form, is refused before anything is looked up", async () => {
  const large = await host.send("/auth/login", {
    method: "POST",
    body: new URLSearchParams({ name: "x".repeat(20_000) }),
  });
  const json = await host.send("/auth/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "ada", password: testPassword }),
  });

  expect([large.status, json.status]).toEqual([413, 400]);
});

test("[C3] a page of another site cannot log anybody in or out", async () => {
  const session = cookieOf(await host.logIn("eve", testPassword));
  const foreign = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
  ];

  const logins = foreign.map((headers) => statusOf(host.logIn("ada", testPassword, { headers })));
  const logouts = foreign.map((headers) =>
    statusOf(host.send("/auth/logout", { method: "POST", headers: { ...headers, cookie: session } })),
  );

  expect(await Promise.all([...logins, ...logouts])).toEqual(Array.from({ length: 8 }, () => 403));
  expect((await me(session)).status).toBe(200);
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "\\\\evil.example",
  "javascript:alert(1)",
  "evil.example",
  " /x",
  "http:evil.example",
  `/${"x".repeat(3000)}`,
])("[C3] a login never leads away from the host: %j", async (nextUrl) => {
  const body = new URLSearchParams({ name: "eve", password: testPassword, next_url: nextUrl });

  const response = await host.send("/auth/login", { method: "POST", body });

  expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
});

test("[C3] a login leads to where somebody wanted to go, also when the session is there already", async () => {
  const nextUrl = "/plugins/notes/list?all=1&x=%2F#top";
  const body = new URLSearchParams({ name: "eve", password: testPassword, next_url: nextUrl });

  const login = await host.send("/auth/login", { method: "POST", body });
  const again = await host.send(`/auth/login?${new URLSearchParams({ next_url: nextUrl }).toString()}`, {
    headers: { cookie: cookieOf(login) },
  });

  expect(login.headers.get("location")).toBe(nextUrl);
  expect([again.status, again.headers.get("location")]).toEqual([303, nextUrl]);
});

test("[C3] the login page needs no script, loads nothing, and is shown in no other page", async () => {
  const response = await host.send("/auth/login?next_url=/x%22%3E");
  const page = await response.text();
  const policy = response.headers.get("content-security-policy") ?? "";

  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(page).not.toMatch(/<script|src=|https?:/);
  expect(page).toContain('name="next_url" value="/x%22%3E"');
});
