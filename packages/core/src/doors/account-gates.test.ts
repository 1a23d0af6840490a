// SPEC.md §10, accounts: attempts to get by its gates. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { cookieOf, startAccountsHost, testPassword } from "../testing/accounts-host.ts";

test("[C8] a gate that is asked for several permissions lets nobody pass who lacks one, and no name is cut short", async () => {
  const long = "p".repeat(100);
  await using own = await startAccountsHost({ settings: { roles: { editors: ["notes.write", "notes.read", long] } } });
  await own.host.accounts.management.setRoles("eve", ["editors"]);
  const cookie = cookieOf(await own.logIn("eve", testPassword));
  const statusAt = async (...permissions: readonly string[]): Promise<number> => {
    const query = new URLSearchParams(permissions.map((permission) => ["permission", permission]));
    return (await own.send(`/auth/authorized?${query.toString()}`, { headers: { cookie } })).status;
  };

  expect(await statusAt("notes.write", "notes.read", long)).toBe(200);
  expect(await statusAt("notes.write", "notes.delete")).toBe(403);
  expect(await statusAt("notes.delete", "notes.write")).toBe(403);
  expect(await statusAt(`${long}p`)).toBe(403);
  expect(await statusAt("")).toBe(403);
  expect(await statusAt()).toBe(403);
});

test("[C7] whoever guesses a plugin key at one door has guessed it at all of them", async () => {
  await using own = await startAccountsHost();
  const { secret } = await own.host.accounts.keys.create({ account: "eve", kind: "plugin-key", label: "x" });
  const guess = async (path: string, text: string): Promise<number> =>
    (await own.send(path, { headers: { "x-plugin-key": text } })).status;

  for (let index = 0; index < 5; index += 1) {
    expect(await guess(index % 2 === 0 ? "/auth/login" : "/auth/logout", `${secret}${index}`)).toBe(401);
  }

  expect(await guess("/-/auth/me", `${secret}6`)).toBe(429);
  expect(await guess("/auth/login", `${secret}7`)).toBe(429);
});
