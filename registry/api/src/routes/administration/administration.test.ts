// SPEC.md §11, administration. Rule ids in titles refer to it.
import { beforeEach, expect, test } from "vitest";

import { aPackage, Persona, refusal, seen, TestRegistry, testPassword } from "../../testing/index.ts";

const users = "/-/api/v1/users";
const tokens = "/-/api/v1/tokens";

let world: TestRegistry;
let root: Persona;
let ada: Persona;
beforeEach(async () => {
  world = await TestRegistry.open();
  root = await world.user("root", { scopes: ["read", "publish", "admin"], isAdmin: true });
  ada = await world.user("ada");
});

/** Makes a token, and returns who uses it. */
async function make(maker: Persona, wanted: object): Promise<{ persona: Persona; key: string }> {
  const { status, body } = await seen(await maker.post(tokens, wanted));
  expect(status).toBe(201);
  const made = body as { key: string; user: string; token: string };
  return { persona: new Persona(world.registry, made.user, made.token), key: made.key };
}

async function patch(who: Persona, user: string, change: object): Promise<Response> {
  return who.send(`${users}/${user}`, { method: "PATCH", body: JSON.stringify(change) });
}

function login(name: string): Promise<Response> {
  return world.anonymous.put(`/-/user/org.couchdb.user:${name}`, { name, password: testPassword });
}

test("[AD1] an administrator makes users, who log in; those without a password act by tokens alone", async () => {
  const made = await seen(await root.post(users, { name: "eve", password: testPassword, email: "eve@example.com" }));
  const robot = await seen(await root.post(users, { name: "robot" }));
  const again = await refusal(await root.post(users, { name: "eve", password: testPassword }));
  const { persona } = await make(root, { user: "robot", scopes: ["publish"] });

  expect(made).toMatchObject({ status: 201, body: { name: "eve", email: "eve@example.com", isAdmin: false } });
  expect(robot.status).toBe(201);
  expect(again).toMatchObject({ status: 409, error: "User `eve` exists already" });
  expect((await login("eve")).status).toBe(201);
  expect((await login("robot")).status).toBe(401);
  expect((await persona.publish(aPackage("left-pad"))).status).toBe(201);
});

test("[AD1] users are listed by the page, and everybody sees themselves", async () => {
  await world.user("eve");

  const first = await seen(await root.get(`${users}?size=2`));
  const second = await seen(await root.get(`${users}?size=2&after=eve`));

  expect(first.body).toMatchObject({ users: [{ name: "ada" }, { name: "eve" }], next: "eve" });
  expect(second.body).toMatchObject({ users: [{ name: "root", isAdmin: true, isDisabled: false }], next: null });
  expect(await seen(await ada.get(`${users}/ada`))).toMatchObject({ status: 200, body: { email: "ada@example.com" } });
  expect((await ada.get(`${users}/eve`)).status).toBe(403);
  expect((await root.get(`${users}/eve`)).status).toBe(200);
  expect(await refusal(await root.get(`${users}/nobody`))).toMatchObject({ status: 404 });
});

test("[AD2] a user who is disabled can do nothing from then on, until enabled again", async () => {
  const disabled = await seen(await patch(root, "ada", { isDisabled: true }));
  const refused = await refusal(await ada.get("/-/whoami"));
  await patch(root, "ada", { isDisabled: false });

  expect(disabled).toMatchObject({ status: 200, body: { name: "ada", isDisabled: true } });
  expect(refused).toMatchObject({ status: 401, error: "The user `ada` is disabled" });
  expect((await ada.get("/-/whoami")).status).toBe(200);
});

test("[AD2] an administrator makes others administrators, and sets a password that was forgotten", async () => {
  const token = await world.token("ada", { scopes: ["admin"] });
  const before = (await token.get(users)).status;

  const promoted = await seen(await patch(root, "ada", { isAdmin: true, password: "another horse battery" }));

  expect([before, promoted.status, (await token.get(users)).status]).toEqual([403, 200, 200]);
  const credentials = { name: "ada", password: "another horse battery" };
  expect((await world.anonymous.put("/-/user/org.couchdb.user:ada", credentials)).status).toBe(201);
  expect(await refusal(await patch(root, "ada", { password: "short" }))).toMatchObject({ code: "EVALIDATION" });
  expect(await refusal(await patch(root, "ada", { isOwner: true }))).toMatchObject({ code: "EVALIDATION" });
});

test("[AD3] the last administrator stays one, also when two go at the same time", async () => {
  expect(await refusal(await patch(root, "root", { isAdmin: false }))).toMatchObject({
    status: 409,
    error: "`root` is the last administrator",
  });
  expect((await patch(root, "root", { isDisabled: true })).status).toBe(409);

  await patch(root, "ada", { isAdmin: true });
  const statuses = await Promise.all([
    patch(root, "root", { isAdmin: false }).then(({ status }) => status),
    patch(root, "ada", { isAdmin: false }).then(({ status }) => status),
  ]);
  // The one that came second may find that its sender is no administrator any more.
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});

test("[AD4] a token of one's own needs the password; one for a user needs an administrator", async () => {
  const withoutPassword = await refusal(await ada.post(tokens, {}));
  const wrongPassword = await refusal(await ada.post(tokens, { password: "not the password" }));
  const forAnother = await refusal(await ada.post(tokens, { user: "root" }));
  const { persona } = await make(ada, { password: testPassword, name: "ci", scopes: ["read"], packages: ["@acme/*"] });

  expect(withoutPassword).toMatchObject({ status: 400, code: "EVALIDATION" });
  expect(wrongPassword).toMatchObject({ status: 401 });
  expect(forAnother).toMatchObject({ status: 403 });
  expect((await persona.get("/-/whoami")).status).toBe(200);
  expect((await persona.publish(aPackage("@acme/chat"))).status).toBe(403);
});

test("[AD4] what is said of a token is enforced, and what cannot be is refused", async () => {
  const { persona } = await make(root, {
    user: "ada",
    scopes: ["read", "publish"],
    packages: ["@acme/*"],
    cidrs: ["192.0.2.0/24"],
    expires: "2999-01-01T00:00:00Z",
  });

  expect((await persona.at("192.0.2.1").publish(aPackage("@acme/chat"))).status).toBe(201);
  expect((await persona.at("192.0.2.1").publish(aPackage("left-pad"))).status).toBe(403);
  expect((await persona.at("198.51.100.1").get("/-/whoami")).status).toBe(403);
  for (const wanted of [
    { packages: ["@acme/**/x"] },
    { cidrs: ["10.0.0.0/99"] },
    { scopes: ["everything"] },
    { scopes: [] },
    { expires: "2001-01-01T00:00:00Z" },
    { orgs: ["acme"] },
  ]) {
    expect(await refusal(await root.post(tokens, { user: "ada", ...wanted }))).toMatchObject({ code: "EVALIDATION" });
  }
});

test("[S25] nothing that people are shown of a token or a user moves a terminal", async () => {
  const hostile = ["\u001B[2Jci", "ci\nroot", "\u202Eci", "\u0000"];

  for (const text of hostile) {
    const answers = [
      await root.post("/-/api/v1/tokens", { user: "root", name: text }),
      await root.post("/-/api/v1/tokens", { user: "root", description: text }),
      await root.post("/-/npm/v1/tokens", { password: testPassword, name: text }),
      await patch(root, "root", { email: `${text}@example.com` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  }
});

test("[AD4] tokens are listed without their secrets, and ended at once: one's own, and by an administrator a user's", async () => {
  const { persona, key } = await make(ada, { password: testPassword, name: "second" });
  const page = await seen(await ada.get(`${tokens}?size=1`));
  const { next } = page.body as { next: string };
  const rest = await seen(await root.get(`${tokens}?user=ada&after=${next}`));

  expect(page.body).toMatchObject({ tokens: [{ key, name: "second", user: "ada", scopes: ["read"] }] });
  expect(rest.body).toMatchObject({ tokens: [{ name: "test" }], next: null });
  expect(JSON.stringify([page, rest])).not.toContain(persona.token);
  expect((await ada.get(`${tokens}?user=root`)).status).toBe(403);

  const eve = await world.user("eve");
  expect((await eve.delete(`${tokens}/${key}`)).status).toBe(404);
  expect((await root.delete(`${tokens}/${key}`)).status).toBe(404);
  expect((await root.delete(`${tokens}/${key}?user=ada`)).status).toBe(204);
  expect((await persona.get("/-/whoami")).status).toBe(401);
  expect((await root.delete(`${tokens}/${key}?user=ada`)).status).toBe(404);
});
