// SPEC.md §4, accounts. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { aPackage, Persona, refusal, seen, TestRegistry, testPassword } from "../../testing/index.ts";

const login = (name: string, password: string): { name: string; password: string; type: string } => ({
  name,
  password,
  type: "user",
});

test("[A1] a login with the right password gives a token that works, and a logout ends it", async () => {
  const { world, anonymous } = await TestRegistry.withUsers("ada");
  const { body } = await seen(await anonymous.put("/-/user/org.couchdb.user:ada", login("ada", testPassword)));
  const { token } = body as { token: string };
  const ada = new Persona(world.registry, "ada", token);

  expect(await seen(await ada.get("/-/whoami"))).toEqual({ status: 200, body: { username: "ada" } });
  expect((await ada.delete(`/-/user/token/${token}`)).status).toBe(200);
  expect(await refusal(await ada.get("/-/whoami"))).toMatchObject({ status: 401, code: "E401" });
});

test("[A2] [S3] a wrong password is 401, a stranger is 403 and told what the operator can do", async () => {
  const { anonymous } = await TestRegistry.withUsers("ada");

  const wrong = await anonymous.put("/-/user/org.couchdb.user:ada", login("ada", "wrong"));
  const stranger = await seen(await anonymous.put("/-/user/org.couchdb.user:eve", login("eve", testPassword)));

  expect(await refusal(wrong)).toEqual({ status: 401, code: "E401", error: "The password of `ada` is wrong" });
  expect(stranger).toMatchObject({ status: 403, body: { hint: "The operator can run `larder user add eve`" } });
});

test("[A2] after five failures a login is refused for a while, also with the right password", async () => {
  const { anonymous } = await TestRegistry.withUsers("ada");
  for (let tries = 0; tries < 5; tries += 1) await anonymous.put("/-/user/org.couchdb.user:ada", login("ada", "no"));

  const response = await anonymous.put("/-/user/org.couchdb.user:ada", login("ada", testPassword));

  expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(await refusal(response)).toMatchObject({ status: 429, code: "E429" });
});

test("[A2] tries that come at the same time count like tries one after the other", async () => {
  const { anonymous } = await TestRegistry.withUsers("ada");
  const tries = Array.from({ length: 12 }, () => anonymous.put("/-/user/org.couchdb.user:ada", login("ada", "no")));

  const statuses = (await Promise.all(tries)).map(({ status }) => status);

  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(7);
});

test("[A2] many right logins at the same time all succeed, and names without account do not use them up", async () => {
  const { anonymous } = await TestRegistry.withUsers("ada");
  for (let tries = 0; tries < 8; tries += 1) {
    expect((await anonymous.put("/-/user/org.couchdb.user:eve", login("eve", "x"))).status).toBe(403);
  }
  const logins = Array.from({ length: 8 }, () =>
    anonymous.put("/-/user/org.couchdb.user:ada", login("ada", testPassword)),
  );

  expect((await Promise.all(logins)).map(({ status }) => status)).toEqual(Array(8).fill(201));
});

test("[A3] no token, an unknown, an expired and a password instead of one are refused", async () => {
  const { world, anonymous } = await TestRegistry.withUsers("ada");
  const expired = await world.token("ada", { scopes: ["publish"], expiresAt: new Date(0) });
  const basic = { authorization: `Basic ${Buffer.from(`ada:${testPassword}`).toString("base64")}` };

  expect(await refusal(await anonymous.publish(aPackage("left-pad")))).toMatchObject({
    status: 401,
    code: "ENEEDAUTH",
  });
  expect((await anonymous.get("/left-pad", { authorization: "Bearer lrd_nonsense" })).status).toBe(401);
  expect(await refusal(await expired.publish(aPackage("left-pad")))).toMatchObject({ error: "The token has expired" });
  expect((await anonymous.get("/left-pad", basic)).status).toBe(401);
});

test("[A4] a token does no more than its scopes and its packages say", async () => {
  const { world } = await TestRegistry.withUsers("ada");
  const reader = await world.token("ada", { scopes: ["read"] });
  const acme = await world.token("ada", { scopes: ["read", "publish"], packagePatterns: ["@acme/*"] });

  expect(await refusal(await reader.publish(aPackage("left-pad")))).toMatchObject({
    status: 403,
    error: "This token does not have the scope `publish`",
  });
  expect(await refusal(await acme.publish(aPackage("left-pad")))).toMatchObject({
    status: 403,
    error: "This token is not for `left-pad`",
  });
  expect((await acme.publish(aPackage("@acme/chat"))).status).toBe(201);
});

test("[A7] the operator's door makes users and tokens, and says why not", async () => {
  const world = await TestRegistry.open();
  const post = async (path: string, body: object): Promise<Response> =>
    world.registry.control.request(path, { method: "POST", body: JSON.stringify(body) });

  expect(await seen(await post("/users", { name: "ada", password: testPassword, isAdmin: true }))).toEqual({
    status: 201,
    body: { name: "ada", isAdmin: true },
  });
  expect(await refusal(await post("/users", { name: "ada", password: testPassword }))).toMatchObject({ status: 409 });
  expect(await refusal(await post("/users", { name: "eve", password: "short" }))).toMatchObject({
    code: "EVALIDATION",
  });
  const { body } = await seen(await post("/tokens", { user: "ada", scopes: ["read", "publish"] }));
  const ada = new Persona(world.registry, "ada", (body as { token: string }).token);
  expect((await ada.publish(aPackage("left-pad"))).status).toBe(201);
  expect(await refusal(await post("/tokens", { user: "ada", scopes: ["fly"] }))).toMatchObject({ code: "EVALIDATION" });
});
