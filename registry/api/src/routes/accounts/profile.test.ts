// SPEC.md §4, accounts. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { refusal, seen, TestRegistry, testPassword } from "../../testing/index.ts";

const profile = "/-/npm/v1/user";

test("[A12] users see their profile and change their address", async () => {
  const { ada } = await TestRegistry.withUsers("ada");

  const changed = await seen(await ada.post(profile, { email: "ada@acme.example", fullname: null }));

  expect(changed).toMatchObject({ status: 200, body: { name: "ada", email: "ada@acme.example", tfa: false } });
  expect(await seen(await ada.get(profile))).toEqual(changed);
  expect(await seen(await ada.post(profile, { email: null }))).toMatchObject({ body: { email: null } });
});

test("[A11] [A12] a new password needs the old one, and the old one is none from then on", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const change = (old: string, next: string): Promise<Response> => ada.post(profile, { password: { old, new: next } });
  const login = async (password: string): Promise<number> =>
    (await anonymous.put("/-/user/org.couchdb.user:ada", { name: "ada", password, type: "user" })).status;

  expect(await refusal(await change("a guess", "another long one"))).toMatchObject({ status: 401 });
  expect(await refusal(await change(testPassword, "short"))).toMatchObject({ status: 400, code: "EVALIDATION" });
  expect((await change(testPassword, "another long one")).status).toBe(200);
  expect(await login(testPassword)).toBe(401);
  expect(await login("another long one")).toBe(201);
});

test("[A12] what is not kept is refused, and not forgotten", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");

  for (const change of [{ fullname: "Ada" }, { tfa: { mode: "auth-only" } }, { email: "nonsense" }]) {
    expect(await refusal(await ada.post(profile, change))).toMatchObject({ status: 400, code: "EVALIDATION" });
  }
  expect((await anonymous.get(profile)).status).toBe(401);
});
