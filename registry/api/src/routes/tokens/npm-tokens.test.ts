// SPEC.md §4, accounts. Rule ids in titles refer to it.
import { listAudit } from "@larder/registry-database";
import { expect, test } from "vitest";

import { aPackage, Persona, refusal, seen, TestRegistry, testPassword } from "../../testing/index.ts";

const tokens = "/-/npm/v1/tokens";

type Made = { readonly key: string; readonly token: string; readonly [field: string]: unknown };

/** Makes a token as npm does, and returns what the registry said of it and somebody who uses it. */
async function make(world: TestRegistry, user: Persona, wanted: object): Promise<{ made: Made; persona: Persona }> {
  const { status, body } = await seen(await user.post(tokens, { password: testPassword, ...wanted }));
  if (status !== 201) throw new Error(`No token was made: ${JSON.stringify(body)}`);
  const made = body as Made;
  return { made, persona: new Persona(world.registry, user.name, made.token) };
}

test("[A10] a token of the old dialect publishes, or only reads", async () => {
  const { world, ada } = await TestRegistry.withUsers("ada");

  const { made, persona } = await make(world, ada, { name: null, readonly: false, cidr_whitelist: [] });
  const { persona: reader } = await make(world, ada, { readonly: true });

  expect(made).toMatchObject({ readonly: false, cidr_whitelist: null, token: expect.stringMatching(/^lrd_.{32}$/) });
  expect((await persona.publish(aPackage("left-pad"))).status).toBe(201);
  expect((await reader.get("/left-pad")).status).toBe(200);
  expect((await reader.publish(aPackage("right-pad"))).status).toBe(403);
});

test("[A10] a granular token publishes what it is for, from where it is for, until it expires", async () => {
  let now = new Date("2026-11-21T10:00:00.000Z");
  const world = await TestRegistry.open({ clock: () => now });
  const ada = await world.user("ada");

  const { made, persona } = await make(world, ada, {
    name: "ci",
    description: "the build",
    expires: 7,
    packages: ["left-pad"],
    scopes: ["@acme"],
    packages_and_scopes_permission: "read-write",
    cidr_whitelist: ["192.0.2.0/24"],
  });
  const ci = persona.at("192.0.2.1");

  expect(made).toMatchObject({
    name: "ci",
    description: "the build",
    created: "2026-11-21T10:00:00.000Z",
    expires: "2026-11-28T10:00:00.000Z",
    packages: ["left-pad", "@acme/*"],
    cidr_whitelist: ["192.0.2.0/24"],
  });
  expect((await ci.publish(aPackage("left-pad"))).status).toBe(201);
  expect((await ci.publish(aPackage("@acme/chat"))).status).toBe(201);
  expect((await ci.publish(aPackage("right-pad"))).status).toBe(403);
  expect((await persona.at("198.51.100.1").get("/left-pad")).status).toBe(403);
  now = new Date("2026-11-28T10:00:00.000Z");
  expect(await refusal(await ci.get("/left-pad"))).toMatchObject({ status: 401, error: "The token has expired" });
});

test("[A10] [S18] a granular token gets no more than what is said", async () => {
  const { world, ada } = await TestRegistry.withUsers("ada");
  const refused = async (wanted: object): Promise<unknown> =>
    refusal(await ada.post(tokens, { password: testPassword, ...wanted }));

  const { made } = await make(world, ada, { name: "ci", packages: ["left-pad"] });

  expect(made).toMatchObject({ readonly: true, scopes: ["read"], packages: ["left-pad"] });
  for (const wanted of [
    { packages_and_scopes_permission: "read-write" },
    { packages_all: true, packages_and_scopes_permission: "read-write-stage-only" },
    { orgs: ["acme"], orgs_permission: "read-write" },
    { environments: ["production"] },
    { cidr_whitelist: ["10.0.0.0/99"] },
    { scopes: ["acme"] },
    { expires: 0 },
  ]) {
    expect(await refused(wanted)).toMatchObject({ status: 400, code: "EVALIDATION" });
  }
  expect((await make(world, ada, { readonly: true, packages_all: true })).made).toMatchObject({ readonly: true });
});

test("[A10] [S18] tokens are listed by the page and without secrets, and ended by key or by secret", async () => {
  const { world, ada, eve } = await TestRegistry.withUsers("ada", "eve");
  const { made: first, persona } = await make(world, ada, { name: "first" });
  const { made: second } = await make(world, ada, { name: "second" });

  const page = await seen(await ada.get(`${tokens}?perPage=2`));
  const rest = await seen(await ada.get((page.body as { urls: { next: string } }).urls.next));

  expect(page.body).toMatchObject({ objects: [{ name: "second" }, { name: "first" }], total: 3 });
  expect(rest.body).toMatchObject({ objects: [{ name: "test" }], urls: {}, total: 3 });
  expect(JSON.stringify(page.body)).not.toContain(first.token);
  expect((await eve.delete(`${tokens}/token/${first.key}`)).status).toBe(404);
  expect((await ada.delete(`${tokens}/token/${first.key}`)).status).toBe(204);
  expect((await ada.delete(`${tokens}/token/${first.key}`)).status).toBe(404);
  expect((await ada.delete(`${tokens}/token/${second.token}`)).status).toBe(204);
  expect((await persona.get("/-/whoami")).status).toBe(401);
  const audit = await listAudit(world.database.db, { actor: "ada" }, 10);
  expect(audit.map(({ action }) => action)).toEqual(["token.revoke", "token.revoke", "token.create", "token.create"]);
});

test("[A11] a token needs the password, and a token with limits makes none", async () => {
  const { world, ada } = await TestRegistry.withUsers("ada");
  const reader = await world.token("ada", { scopes: ["read"] });
  const acme = await world.token("ada", { scopes: ["read", "publish"], packagePatterns: ["@acme/*"] });

  expect(await refusal(await ada.post(tokens, { password: "a guess" }))).toMatchObject({ status: 401, code: "E401" });
  for (const limited of [reader, acme]) {
    expect((await limited.post(tokens, { password: testPassword })).status).toBe(403);
    expect((await limited.get(tokens)).status).toBe(403);
    expect((await limited.delete(`${tokens}/token/x`)).status).toBe(403);
    expect((await limited.post("/-/npm/v1/user", { email: "eve@example.com" })).status).toBe(403);
  }
  expect((await world.anonymous.get(tokens)).status).toBe(401);
});

test("[A11] a token with limits logs itself out, and ends no other that it only knows the key of", async () => {
  const { world, ada } = await TestRegistry.withUsers("ada");
  const { made, persona } = await make(world, ada, { name: "other" });
  const reader = await world.token("ada", { scopes: ["read"] });

  expect((await reader.delete(`/-/user/token/${made.key}`)).status).toBe(403);
  expect((await persona.get("/-/whoami")).status).toBe(200);
  expect((await reader.delete(`/-/user/token/${reader.token}`)).status).toBe(200);
  expect((await reader.get("/-/whoami")).status).toBe(401);
});

test("[A11] guesses at the password behind a token are throttled like logins", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  for (let tries = 0; tries < 5; tries += 1) await ada.post(tokens, { password: "a guess" });

  expect((await ada.post(tokens, { password: testPassword })).status).toBe(429);
});

test("[A10] when a token was last used is known, and noting it costs no request anything", async () => {
  const { world, ada } = await TestRegistry.withUsers("ada");
  await ada.get("/-/whoami");
  await world.registry.close();

  const { body } = await seen(await ada.get(tokens));

  expect(body).toMatchObject({ objects: [{ name: "test", last_used: expect.stringMatching(/^\d{4}-/) }] });
});
