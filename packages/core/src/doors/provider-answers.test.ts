// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { Events } from "oauth2-mock-server";
import { expect, test } from "vitest";

import { testPassword } from "../testing/accounts-host.ts";
import { ada, comeBack, goToProvider, logInThere, newWorld, problemOf } from "../testing/provider-world.ts";

test("[C14] only the browser that began a login finishes it, once, in its time, at the provider where it began", async () => {
  await using world = await newWorld();
  const trip = await goToProvider(world);
  const other = await goToProvider(world);
  const changed = new URL(trip.backTo);
  changed.searchParams.set("state", `${trip.backTo.searchParams.get("state") ?? ""}x`);

  const refusals = [
    await comeBack(world, trip, ""),
    await comeBack(world, trip, other.cookie),
    await comeBack(world, { ...trip, backTo: changed }, trip.cookie),
    await world.host.send("/auth/providers/acme/callback?code=x&state=y", { headers: { cookie: trip.cookie } }),
    await world.host.send("/auth/providers/acme/callback"),
  ];
  const right = await comeBack(world, trip, trip.cookie);
  const twice = await comeBack(world, trip, trip.cookie);
  world.host.wait(10 * 60_000);
  const late = await comeBack(world, other, other.cookie);

  expect(refusals.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  expect([right.status, twice.status, late.status]).toEqual([303, 401, 401]);
});

test("[C14] an answer of the provider that is not to be believed lets nobody in", async () => {
  await using world = await newWorld();
  const { service, issuer } = world.provider.server;
  const logInWith = async (claims: Record<string, unknown>): Promise<number> => {
    world.provider.says({ ...ada, ...claims });
    return (await logInThere(world)).status;
  };
  const hour = 3600;
  const now = Math.floor(Date.now() / 1000);

  const claimed = [
    await logInWith({ nonce: "of another login" }),
    await logInWith({ aud: "another-client" }),
    await logInWith({ iss: "http://evil.example" }),
    await logInWith({ exp: now - hour, iat: now - 2 * hour }),
  ];
  world.provider.says(ada);
  service.once(Events.BeforeResponse, (response: { body: Record<string, unknown> }) => {
    const [head, body, signature = ""] = String(response.body["id_token"]).split(".");
    response.body["id_token"] = [
      head,
      body,
      signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`,
    ].join(".");
  });
  const tampered = (await logInThere(world)).status;
  service.once(Events.BeforeResponse, (response: { body: Record<string, unknown>; statusCode: number }) => {
    response.statusCode = 400;
    response.body = { error: "invalid_grant" };
  });
  const refused = await problemOf(await logInThere(world));

  expect(issuer.url).toBeDefined();
  expect(claimed).toEqual([401, 401, 401, 401]);
  expect(tampered).toBe(401);
  expect(refused).toEqual([401, expect.stringContaining("Acme did not say who you are"), []]);
  expect(JSON.stringify(world.host.host.status().log)).not.toMatch(/a secret of the client|id_token|eyJ/);
  expect((await logInThere(world)).status).toBe(303);
});

test("[C14] PKCE: a code that somebody else has caught is worth nothing", async () => {
  await using world = await newWorld();
  const mine = await goToProvider(world);
  const stolen = await goToProvider(world);
  const mixed = new URL(mine.backTo);
  mixed.searchParams.set("code", stolen.backTo.searchParams.get("code") ?? "");

  expect((await comeBack(world, { ...mine, backTo: mixed }, mine.cookie)).status).toBe(401);
});

test("[C14] who said no at the provider is told so, and may try again", async () => {
  await using world = await newWorld();
  const trip = await goToProvider(world);
  const denied = new URL(trip.backTo);
  denied.searchParams.delete("code");
  denied.searchParams.set("error", "access_denied");

  expect(await problemOf(await comeBack(world, { ...trip, backTo: denied }, trip.cookie))).toEqual([
    401,
    expect.stringContaining("Acme did not say who you are"),
    [],
  ]);
});

test("[C14] a provider that is not there is one page, and the password still works", async () => {
  await using world = await newWorld({ server: { type: "issuer", issuer: "http://127.0.0.1:9" } });

  const start = await world.host.send("/auth/providers/acme");
  const unknown = await world.host.send("/auth/providers/evil");

  expect(await problemOf(start)).toEqual([503, expect.stringContaining("Acme cannot be asked for the moment"), []]);
  expect(unknown.status).toBe(404);
  expect((await world.host.logIn("eve", testPassword)).status).toBe(303);
});
