// SPEC.md §11, administration, as the client of the house asks for it. Rule ids in titles refer to it.
import { createRegistryClient, type RegistryClient, RegistryError } from "@larder/registry-client";
import { expect, test } from "vitest";

import { TestRegistry, testPassword } from "../../testing/index.ts";

type World = {
  readonly root: RegistryClient;
  readonly as: (token: string) => RegistryClient;
  readonly makeOrg: (name: string, owner: string) => Promise<void>;
};

async function openWorld(): Promise<World> {
  const world = await TestRegistry.open();
  const persona = await world.user("root", { scopes: ["read", "publish", "admin"], isAdmin: true });
  const fetch = async (request: Request): Promise<Response> => world.registry.fetch(request);
  const as = (token: string | undefined): RegistryClient =>
    createRegistryClient({ url: "https://packages.example", token, fetch });
  const makeOrg = async (name: string, owner: string): Promise<void> => {
    await persona.put(`/-/org/${name}/user`, { user: owner, role: "owner" });
  };
  return { root: as(persona.token), as, makeOrg };
}

test("[AD1] [AD2] a client makes users, changes them and lists them by the page", async () => {
  const { root } = await openWorld();

  const made = await root.createUser({ name: "eve", password: testPassword });
  const changed = await root.changeUser("eve", { isDisabled: true, email: "eve@example.com" });
  const first = await root.listUsers({ size: 1 });
  const second = await root.listUsers({ size: 1, after: first.next ?? "" });

  expect(made).toMatchObject({ name: "eve", isAdmin: false, isDisabled: false });
  expect(changed).toMatchObject({ isDisabled: true, email: "eve@example.com" });
  expect([first, second].map(({ users }) => users.map(({ name }) => name))).toEqual([["eve"], ["root"]]);
  expect(await root.getUser("eve")).toEqual(changed);
  await expect(root.getUser("nobody")).rejects.toMatchObject({ status: 404 });
});

test("[AD4] a client makes a token, is somebody by it, and ends it", async () => {
  const { root, as } = await openWorld();
  await root.createUser({ name: "robot" });

  const { token, key } = await root.createToken({ user: "robot", scopes: ["read"], packages: ["@acme/*"] });
  const robot = as(token);
  const who = await robot.whoami();
  const listed = await root.listTokens({ user: "robot" });
  await root.endToken(key, { user: "robot" });

  expect(who).toBe("robot");
  expect(listed.tokens).toMatchObject([{ key, user: "robot", scopes: ["read"], packages: ["@acme/*"] }]);
  await expect(robot.whoami()).rejects.toThrow(RegistryError);
  expect((await root.listTokens({ user: "robot" })).tokens).toEqual([]);
  await expect(robot.listUsers()).rejects.toMatchObject({ status: 401 });
});

test("[AD7] a client sees who and what is in organisations and teams, as far as its user may", async () => {
  const { root, as, makeOrg } = await openWorld();
  await root.createUser({ name: "ada", password: testPassword });
  await root.createUser({ name: "eve", password: testPassword });
  await makeOrg("acme", "ada");
  const ada = as((await root.createToken({ user: "ada", scopes: ["read"] })).token);
  const eve = as((await root.createToken({ user: "eve", scopes: ["read"] })).token);

  expect(await ada.listOrgs()).toEqual({ orgs: [{ name: "acme", role: "owner" }], next: null });
  expect(await ada.getOrg("acme")).toMatchObject({ members: [{ name: "ada", role: "owner" }] });
  expect(await ada.getTeam("acme", "developers")).toMatchObject({ org: "acme", members: ["ada"], packages: [] });
  expect(await eve.listOrgs()).toEqual({ orgs: [], next: null });
  await expect(eve.getOrg("acme")).rejects.toMatchObject({ status: 403 });
  await expect(ada.createUser({ name: "mallory" })).rejects.toMatchObject({ status: 403 });
});
