// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { Events } from "oauth2-mock-server";
import { expect, test } from "vitest";

import { cookieOf, testPassword } from "../testing/accounts-host.ts";
import { startLoginProvider } from "../testing/login-provider.ts";
import { ada, comeBack, goToProvider, logInThere, newWorld, problemOf } from "../testing/provider-world.ts";
import { seen } from "../testing/running-hosts.ts";

test("[C12] [T57] somebody whom a provider knows logs in, and gets an account by its word for them", async () => {
  await using world = await newWorld({ userInfo: ["email", "picture"] });
  const page = await (await world.host.send("/auth/login?next_url=/info")).text();
  const trip = await goToProvider(world, "/-/status");

  const login = await comeBack(world, trip, trip.cookie);
  const me = await world.host.send("/-/auth/me", { headers: { cookie: cookieOf(login) } });

  expect(page).toContain('<a class="button" href="/auth/providers/acme?next_url=%2Finfo">Log in with Acme</a>');
  expect(Object.fromEntries(trip.sentTo.searchParams)).toMatchObject({
    client_id: "larder",
    response_type: "code",
    scope: "openid email",
    redirect_uri: `${world.host.url}/auth/providers/acme/callback`,
    code_challenge_method: "S256",
    state: expect.stringMatching(/^.{40,}$/),
    nonce: expect.stringMatching(/^.{40,}$/),
  });
  expect([login.status, login.headers.get("location")]).toEqual([303, "/-/status"]);
  expect(await seen(me)).toMatchObject({
    body: { id: "ada@acme.example", roles: [], by: "session", userInfo: { email: "ada@acme.example" } },
  });
});

test("[C12] the person stays the same account, whatever they are called later", async () => {
  await using world = await newWorld({ userInfo: ["name"] });
  await logInThere(world);
  world.provider.says({ ...ada, email: "ada.lovelace@acme.example", name: "Ada\u0000" });

  const again = await logInThere(world);
  const me = await world.host.send("/-/auth/me", { headers: { cookie: cookieOf(again) } });

  expect(await seen(me)).toMatchObject({ body: { id: "ada@acme.example", userInfo: { name: "Ada" } } });
  expect(await world.host.host.accounts.management.list()).toHaveLength(3);
});

test("[C12] a provider gives nobody the account of somebody else: not one with a password, not one of another person", async () => {
  await using world = await newWorld({ claims: { subject: "sub", account: "preferred_username", roles: undefined } });
  world.provider.says({ sub: "u-9", preferred_username: "ada" });
  const local = await problemOf(await logInThere(world));
  world.provider.says({ sub: "u-1", preferred_username: "grace" });
  await logInThere(world);
  world.provider.says({ sub: "u-2", preferred_username: "grace" });

  expect(local).toEqual([403, expect.stringContaining("The account `ada` does not log in this way"), []]);
  expect(await problemOf(await logInThere(world))).toEqual([
    403,
    expect.stringContaining("`grace` does not log in this way"),
    [],
  ]);
});

test("[C12] an account that the operator made for somebody at a provider is theirs, and has no password", async () => {
  await using world = await newWorld({ signUp: false });
  const refused = await problemOf(await logInThere(world));
  await world.host.host.accounts.management.create({ name: "ada@acme.example", provider: "acme", roles: ["admin"] });

  const login = await logInThere(world);
  const byPassword = await world.host.logIn("ada@acme.example", testPassword);
  await world.host.host.accounts.management.setDisabled("ada@acme.example", true);

  expect(refused).toEqual([403, expect.stringContaining("larder account add ada@acme.example --provider acme"), []]);
  expect([login.status, byPassword.status]).toEqual([303, 401]);
  expect(await problemOf(await logInThere(world))).toEqual([
    403,
    expect.stringContaining("Your account is barred"),
    [],
  ]);
});

test("[C12] an address that the provider has not verified, or of another domain, opens nothing", async () => {
  await using world = await newWorld({ domains: ["acme.example"] });
  const said = [
    { ...ada, email_verified: false },
    { ...ada, email_verified: "true" },
    { sub: "u-1", email: "ada@acme.example" },
    { ...ada, email: "ada@evil.example" },
    { ...ada, email: "ada@acme.example.evil.example" },
    { ...ada, email: "acme.example" },
    { ...ada, email: 7 },
    { sub: "u-1" },
    { ...ada, sub: "u\u0000-1" },
  ];

  const statuses: number[] = [];
  for (const claims of said) {
    world.provider.says(claims);
    statuses.push((await logInThere(world)).status);
  }

  expect(statuses).toEqual(said.map(() => 403));
});

test("[C12] the first account is the operator's to make: a login at a provider does not close a host that has none", async () => {
  await using world = await newWorld({}, undefined, []);

  const start = await world.host.send("/auth/providers/acme");
  const callback = await world.host.send("/auth/providers/acme/callback?code=x&state=y");

  expect([start.status, callback.status]).toEqual([409, 409]);
  expect(await start.text()).toContain("larder account add NAME --admin");
  expect(await world.host.host.accounts.exist()).toBe(false);
});

test("[C13] roles come only from the values that the operator has mapped, anew at each login", async () => {
  await using world = await newWorld({
    claims: { subject: "sub", account: "email", roles: "groups" },
    roleMap: { platform: ["admin"], writers: ["editors"] },
  });
  const rolesFor = async (groups: unknown): Promise<unknown> => {
    world.provider.says({ ...ada, groups });
    const cookie = cookieOf(await logInThere(world));
    const { body } = await seen(await world.host.send("/-/auth/me", { headers: { cookie } }));
    return (body as { readonly roles: unknown }).roles;
  };

  expect(await rolesFor(["writers", "platform"])).toEqual(["admin", "editors"]);
  expect(await rolesFor(["admin", "toString", "__proto__"])).toEqual([]);
  expect(await rolesFor("writers")).toEqual(["editors"]);
  expect(await rolesFor(undefined)).toEqual([]);
});

test("[C12] [T57] behind a proxy the provider sends people to the public URL", async () => {
  await using world = await newWorld({}, "https://chat.example");

  const { sentTo, cookie } = await goToProvider(world);

  expect(sentTo.searchParams.get("redirect_uri")).toBe("https://chat.example/auth/providers/acme/callback");
  expect(cookie).toMatch(/^__Host-larder-login=/);
});

test("[C12] [T57] a provider of plain OAuth 2 says who somebody is at its own address", async () => {
  await using plain = await startLoginProvider();
  const issuer = plain.server.issuer.url ?? "";
  await using world = await newWorld({
    server: {
      type: "endpoints",
      authorizationUrl: `${issuer}/authorize`,
      tokenUrl: `${issuer}/token`,
      userInfoUrl: `${issuer}/userinfo`,
    },
    scope: "user",
    claims: { subject: "id", account: "login", roles: undefined },
  });
  plain.says({ id: 42, login: "Octo-Cat" });
  plain.server.service.on(Events.BeforeResponse, (response: { body: Record<string, unknown> }) => {
    delete response.body["id_token"];
  });

  const login = await logInThere(world);
  const me = await world.host.send("/-/auth/me", { headers: { cookie: cookieOf(login) } });

  expect(await seen(me)).toMatchObject({ status: 200, body: { id: "octo-cat" } });
});
