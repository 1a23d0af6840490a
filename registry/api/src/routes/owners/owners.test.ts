// SPEC.md §8, changing what is published. Rule ids in titles refer to it.
import { findUser, listAudit, parseUserName, setDisabled } from "@larder/registry-database";
import { expect, test } from "vitest";

import { aPackage, type Persona, readPackument, refusal, seen, TestRegistry } from "../../testing/index.ts";

const owners = "/-/package/@acme%2fchat/owners";

/** Sets the maintainers as `npm owner` does. */
async function setOwners(persona: Persona, names: readonly string[]): Promise<Response> {
  const { _id, _rev } = await readPackument(persona, "@acme/chat");
  const maintainers = names.map((name) => ({ name, email: "forged@example.com" }));
  return persona.put(`/@acme%2fchat/-rev/${_rev}`, { _id, _rev, maintainers });
}

test("[C10] in npm's way a maintainer adds another, who then publishes and removes the first", async () => {
  const { ada, eve, anonymous } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("@acme/chat"));

  const added = await setOwners(ada, ["ada", "eve"]);
  const published = await eve.publish(aPackage("@acme/chat").version("1.1.0"));
  const removed = await setOwners(eve, ["eve"]);
  const refused = await ada.publish(aPackage("@acme/chat").version("1.2.0"));

  expect([added, published, removed, refused].map(({ status }) => status)).toEqual([201, 201, 201, 403]);
  const { maintainers } = await readPackument(anonymous, "@acme/chat");
  expect(maintainers).toEqual([{ name: "eve", email: "eve@example.com" }]);
});

test("[C10] in pnpm's way, too", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("@acme/chat"));

  const added = await ada.put(owners, { user: "eve" });
  const both = await seen(await anonymous.get(owners));
  const removed = await ada.delete(`${owners}/ada`);

  expect([added.status, removed.status]).toEqual([201, 200]);
  expect(both).toEqual({
    status: 200,
    body: [
      { username: "ada", email: "ada@example.com" },
      { username: "eve", email: "eve@example.com" },
    ],
  });
  expect((await seen(await anonymous.get(owners))).body).toEqual([{ username: "eve", email: "eve@example.com" }]);
});

test("[C10] a package keeps one maintainer, and they all have accounts that can act", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("@acme/chat"));
  const { db } = world.database;
  const eve = await findUser(db, parseUserName("eve"));
  await setDisabled(db, { userId: eve?.id ?? 0, at: new Date() });

  const refusals = [
    [await setOwners(ada, []), 403, "`@acme/chat` would have no maintainer left"],
    [await ada.delete(`${owners}/ada`), 403, "`@acme/chat` would have no maintainer left"],
    [await setOwners(ada, ["ada", "nobody"]), 404, "User `nobody` does not exist"],
    [await ada.put(owners, { user: "eve" }), 403, "The user `eve` is disabled"],
    [await ada.put(owners, { user: "Not A Name" }), 400, "`Not A Name` cannot name a user"],
    [await ada.delete(`${owners}/eve`), 404, "`eve` is not a maintainer of `@acme/chat`"],
  ] as const;

  for (const [response, status, error] of refusals) expect(await refusal(response)).toMatchObject({ status, error });
  expect((await seen(await ada.get(owners))).body).toEqual([{ username: "ada", email: "ada@example.com" }]);
});

test("[C4] a stranger gives a package to nobody, and cannot even see one that is not for them", async () => {
  const { ada, eve, anonymous, world } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("@acme/chat"));
  const reader = await world.token("ada", { scopes: ["read"] });

  for (const [persona, status] of [
    [eve, 403],
    [reader, 403],
    [anonymous, 401],
  ] as const) {
    const ways = [setOwners(persona, ["eve"]), persona.put(owners, { user: "eve" }), persona.delete(`${owners}/ada`)];
    expect((await Promise.all(ways)).map((response) => response.status)).toEqual([status, status, status]);
  }
  expect((await anonymous.get("/-/package/nobody-has-this/owners")).status).toBe(404);
});

test("[C2] of two who change the maintainers from the same state one is told; the same change again is no conflict", async () => {
  const { ada } = await TestRegistry.withUsers("ada", "eve", "bob");
  await ada.publish(aPackage("@acme/chat"));
  const { _rev } = await readPackument(ada, "@acme/chat");
  const set = (...names: string[]): Promise<Response> =>
    ada.put(`/@acme%2fchat/-rev/${_rev}`, { maintainers: names.map((name) => ({ name })) });

  const first = await set("ada", "eve");
  const again = await set("ada", "eve");
  const other = await set("ada", "bob");

  expect([first, again, other].map(({ status }) => status)).toEqual([201, 201, 409]);
  expect((await readPackument(ada, "@acme/chat")).maintainers.map(({ name }) => name)).toEqual(["ada", "eve"]);
});

test("[C11] the audit log tells who the maintainers were and are", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("@acme/chat"));
  await ada.put(owners, { user: "eve" });
  await ada.put(owners, { user: "eve" });

  expect(await listAudit(world.database.db, { target: "@acme/chat" }, 5)).toMatchObject([
    { actor: "ada", action: "package.maintainers", before: ["ada"], after: ["ada", "eve"] },
  ]);
});
