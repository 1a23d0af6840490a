// SPEC.md §13, sharing packages. Rule ids in titles refer to it.
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { aPackage, openAcme, type Persona, readPackument, refusal, seen, TestRegistry } from "../../testing/index.ts";

async function bodyOf(response: Promise<Response>): Promise<unknown> {
  return (await seen(await response)).body;
}

/** Stars as npm does: by the packument's `_rev` and all who like it. */
async function starWithNpm(persona: Persona, name: string, isStarred: boolean): Promise<Response> {
  const { _id, _rev, users } = await readPackument(persona, name);
  const others = { ...(users as { [user: string]: boolean } | undefined) };
  delete others[persona.name];
  return persona.put(`/${name.replace("/", "%2f")}`, {
    _id,
    _rev,
    users: isStarred ? { ...others, [persona.name]: true } : others,
  });
}

describeEachDatabase("stars", (openDatabase) => {
  test("[TM11] whoever may read a package stars it, in npm's way and in pnpm's", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    const eve = await world.user("eve");
    await ada.publish(aPackage("@acme/chat"));
    await ada.publish(aPackage("left-pad"));
    const { time } = await readPackument(ada, "@acme/chat");

    const answers = [
      await starWithNpm(eve, "@acme/chat", true),
      await starWithNpm(ada, "@acme/chat", true),
      await eve.put("/-/user/v1/star", { name: "left-pad", package: "left-pad" }),
      await ada.put("/-/user/package/left-pad/star", {}),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 200]);
    const starred = await readPackument(world.anonymous, "@acme/chat");
    expect([starred["users"], starred["time"]]).toEqual([{ ada: true, eve: true }, time]);
    const both = ["@acme/chat", "left-pad"];
    expect(await bodyOf(ada.get('/-/_view/starredByUser?key="eve"'))).toEqual({
      rows: both.map((value) => ({ value })),
    });
    expect(await bodyOf(ada.get("/-/user/eve/stars"))).toEqual(Object.fromEntries(both.map((name) => [name, true])));
    expect(await bodyOf(eve.get("/-/user/v1/star"))).toEqual(both);

    const taken = [
      await starWithNpm(eve, "@acme/chat", false),
      await eve.delete("/-/user/v1/star", { package: "left-pad" }),
      await ada.delete("/-/user/package/left-pad/star"),
      await ada.delete("/-/user/package/left-pad/star"),
    ];
    expect(taken.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    expect((await readPackument(world.anonymous, "@acme/chat"))["users"]).toEqual({ ada: true });
    expect((await readPackument(world.anonymous, "left-pad"))["users"]).toBeUndefined();
    expect(await bodyOf(ada.get("/-/user/eve/stars"))).toEqual({});
  });
});

test("[TM11] nobody stars for another, without the right to write, or what they may not read", async () => {
  const { world, owner, reader, outsider, anonymous } = await openAcme();
  const weak = await world.token("reader", { scopes: ["read"] });
  await owner.publish(aPackage("left-pad"));
  const star = { package: "@acme/chat" };

  const forOthers = await reader.put("/@acme%2fchat", { _id: "@acme/chat", users: { owner: true, outsider: true } });
  const answers = [
    await reader.put("/-/user/v1/star", star),
    await weak.put("/-/user/v1/star", star),
    await outsider.put("/-/user/v1/star", star),
    await anonymous.put("/-/user/v1/star", { package: "left-pad" }),
    await outsider.put("/@acme%2fchat", { _id: "@acme/chat", users: { outsider: true } }),
    await reader.put("/-/user/v1/star", { package: "none" }),
    await reader.put("/-/user/v1/star", { package: "Not A Name" }),
    await reader.get("/-/user/nobody/stars"),
  ];

  expect(forOthers.status).toBe(201);
  expect(answers.map(({ status }) => status)).toEqual([200, 403, 404, 401, 404, 404, 400, 404]);
  expect((await readPackument(owner, "@acme/chat"))["users"]).toEqual({ reader: true });
  expect(await bodyOf(outsider.get("/-/user/reader/stars"))).toEqual({});
});

test("[TM11] a star changes nothing else, and a stranger publishes no more than before", async () => {
  const { ada, eve } = await TestRegistry.withUsers("ada", "eve");
  await ada.publish(aPackage("left-pad"));
  await starWithNpm(eve, "left-pad", true);
  const before = await readPackument(ada, "left-pad");

  const forged = await eve.put("/left-pad", { ...before, users: { eve: true }, maintainers: [{ name: "eve" }] });
  const published = await eve.publish(aPackage("left-pad").version("2.0.0"));
  const warned = await ada.put("/left-pad", {
    ...before,
    versions: { "1.0.0": { ...before.versions["1.0.0"], deprecated: "old" } },
  });

  expect([forged.status, published.status, warned.status]).toEqual([403, 403, 201]);
  expect(await refusal(await eve.publish(aPackage("left-pad").version("2.0.0")))).toMatchObject({
    error: "You are not a maintainer of `left-pad`",
  });
  const after = await readPackument(ada, "left-pad");
  expect([after.maintainers.map(({ name }) => name), after["users"]]).toEqual([["ada"], { eve: true }]);
});
