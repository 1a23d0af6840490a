// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { type AccountsHost, cookieOf, startAccountsHost, testPassword } from "../testing/accounts-host.ts";

const nextPassword = "another password";

function change(host: AccountsHost, cookie: string, fields: object, headers: object = {}): Promise<Response> {
  const body = new URLSearchParams({ current: testPassword, next: nextPassword, ...fields });
  return host.send("/auth/password", { method: "POST", headers: { cookie, ...headers }, body });
}

test("[C17] somebody who is logged in replaces their own password, and stays logged in nowhere else", async () => {
  await using host = await startAccountsHost();
  const [here, elsewhere] = [
    cookieOf(await host.logIn("eve", testPassword)),
    cookieOf(await host.logIn("eve", testPassword)),
  ];
  const statusWith = async (cookie: string): Promise<number> =>
    (await host.send("/-/auth/me", { headers: { cookie } })).status;
  const page = await (await host.send("/auth/password", { headers: { cookie: here } })).text();

  const changed = await change(host, here, {});
  const old = await host.logIn("eve", testPassword);
  const next = await host.logIn("eve", nextPassword);

  expect(page).toContain('name="current" type="password"');
  expect([changed.status, changed.headers.get("location"), old.status, next.status]).toEqual([303, "/", 401, 303]);
  expect([await statusWith(here), await statusWith(elsewhere), await statusWith(cookieOf(changed))]).toEqual([
    401, 401, 200,
  ]);
});

test("[C17] without the current password, with one that is too short, or from elsewhere, nothing changes", async () => {
  await using host = await startAccountsHost();
  const cookie = cookieOf(await host.logIn("eve", testPassword));
  const token = await host.makeKey({ account: "eve", kind: "token" });

  const refused = [
    await change(host, cookie, { current: "wrong password" }),
    await change(host, cookie, { next: "short" }),
    await change(host, cookie, { name: "ada", current: "wrong password" }),
    await change(host, "", {}),
    await change(host, "", {}, { authorization: `Bearer ${token}` }),
    await change(host, cookie, {}, { "sec-fetch-site": "cross-site" }),
  ];
  const pages = await Promise.all(refused.map((response) => response.text()));
  const asked = await host.send("/auth/password");

  expect(refused.map(({ status }) => status)).toEqual([401, 400, 401, 401, 401, 403]);
  expect(refused.flatMap(({ headers }) => headers.getSetCookie())).toEqual([]);
  expect(pages[0]).toContain("The current password is wrong");
  expect(pages[1]).toContain("A password has 8 to 256 characters");
  expect([asked.status, asked.headers.get("location")]).toEqual([303, "/auth/login?next_url=%2Fauth%2Fpassword"]);
  expect((await host.logIn("eve", testPassword)).status).toBe(303);
});

test("[C17] who has somebody's session only guesses their password a few times", async () => {
  await using host = await startAccountsHost();
  const cookie = cookieOf(await host.logIn("eve", testPassword));

  const guesses = await Promise.all(
    Array.from({ length: 7 }, () => change(host, cookie, { current: "wrong password" })),
  );

  expect(guesses.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
    401, 401, 401, 401, 401, 429, 429,
  ]);
});

test("[C17] an account without a password gets none this way", async () => {
  await using host = await startAccountsHost();
  await host.host.accounts.management.create({ name: "grace", roles: [], provider: "acme" });

  const attempt = host.host.accounts.changePassword(new Request(host.url), {
    name: "grace",
    current: "",
    next: nextPassword,
    address: undefined,
  });

  await expect(attempt).rejects.toMatchObject({ code: "E401" });
});
