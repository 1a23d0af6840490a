// SPEC.md §13, sharing packages. Rule ids in titles refer to it.
import { findUser, listAudit, parseUserName, setDisabled } from "@larder/registry-database";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { aPackage, openAcme, refusal, seen, TestRegistry } from "../../testing/index.ts";

async function bodyOf(response: Promise<Response>): Promise<unknown> {
  return (await seen(await response)).body;
}

const members = "/-/org/acme/user";

describeEachDatabase("organisations", (openDatabase) => {
  test("[TM1] an administrator makes an organisation with its first owner, who says who else is in it", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const root = await world.user("root", { isAdmin: true, scopes: ["admin"] });
    const ada = await world.user("ada");
    await world.user("eve");

    const made = await seen(await root.put(members, { user: "ada", role: "owner" }));
    const added = await seen(await ada.put(members, { user: "@eve" }));
    const raised = await seen(await ada.put(members, { user: "eve", role: "admin" }));
    const all = await seen(await ada.get(members));
    const removed = await ada.delete(members, { user: "eve" });

    expect([made, added, raised]).toEqual([
      { status: 201, body: { org: { name: "acme", size: 1 }, user: "ada", role: "owner" } },
      { status: 201, body: { org: { name: "acme", size: 2 }, user: "eve", role: "developer" } },
      { status: 201, body: { org: { name: "acme", size: 2 }, user: "eve", role: "admin" } },
    ]);
    expect(all.body).toEqual({ ada: "owner", eve: "admin" });
    expect([removed.status, (await seen(await ada.get(members))).body]).toEqual([200, { ada: "owner" }]);
    expect(await listAudit(world.database.db, { target: "org:acme" }, 10)).toMatchObject([
      { actor: "ada", action: "org.member.remove", before: { user: "eve", role: "admin" }, ip: "127.0.0.1" },
      { actor: "ada", action: "org.member.set", after: { user: "eve", role: "admin" } },
      { actor: "ada", action: "org.member.set", before: null, after: { user: "eve", role: "developer" } },
      { actor: "root", action: "org.member.set", after: { user: "ada", role: "owner" } },
      { actor: "root", action: "org.create" },
    ]);
  });
});

test("[TM1] nobody else makes one, nor changes who is in it", async () => {
  const { world, root, owner, admin, developer, outsider, anonymous } = await openAcme();
  const weak = await world.token("root", { scopes: ["read", "publish"] });
  const owner2 = { user: "outsider", role: "owner" };

  const answers = [
    await outsider.put("/-/org/mine/user", owner2),
    await weak.put("/-/org/mine/user", owner2),
    await admin.put(members, owner2),
    await developer.put(members, owner2),
    await outsider.put(members, owner2),
    await anonymous.put(members, owner2),
    await outsider.get(members),
    await developer.get(members),
    await root.get("/-/org/mine/user"),
    await owner.put(members, { user: "nobody" }),
    await owner.put(members, { user: "admin", role: "king" }),
    await owner.put("/-/org/No%20Name/user", { user: "admin" }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 401, 403, 200, 404, 404, 400, 400]);
});

test("[TM1] an organisation keeps an owner, and its members can act", async () => {
  const { world, root, owner } = await openAcme();
  const { db } = world.database;
  await setDisabled(db, { userId: (await findUser(db, parseUserName("outsider")))?.id ?? 0, at: new Date() });
  const ownerless = { status: 403, code: "EPOLICY", error: "The organisation `acme` would have no owner" };

  expect(await refusal(await owner.delete(members, { user: "owner" }))).toEqual(ownerless);
  expect(await refusal(await owner.put(members, { user: "owner", role: "admin" }))).toEqual(ownerless);
  expect(await refusal(await root.put("/-/org/new/user", { user: "owner", role: "developer" }))).toMatchObject({
    error: "The organisation `new` would have no owner",
  });
  expect((await root.get("/-/org/new/user")).status).toBe(404);
  expect(await refusal(await owner.put(members, { user: "outsider" }))).toMatchObject({
    status: 403,
    error: "The user `outsider` is disabled",
  });
  expect(await refusal(await owner.delete(members, { user: "root" }))).toMatchObject({
    status: 404,
    error: "`root` is not a member of the organisation `acme`",
  });
});

test("[TM8] the scope of an organisation is for its members; what others had published in it stays theirs", async () => {
  const { ada, eve, world } = await TestRegistry.withUsers("ada", "eve");
  const root = await world.user("root", { isAdmin: true, scopes: ["admin"] });
  await eve.publish(aPackage("@acme/tool"));
  await root.put(members, { user: "ada", role: "owner" });

  const answers = [
    await eve.publish(aPackage("@acme/new")),
    await eve.publish(aPackage("@acme/tool").version("1.1.0")),
    await ada.publish(aPackage("@acme/new")),
    await ada.publish(aPackage("@acme/tool").version("1.2.0")),
    await root.publish(aPackage("@acme/rooted")),
    await eve.publish(aPackage("@other/new")),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 201, 201, 201, 201, 201]);
  expect(await refusal(await eve.publish(aPackage("@acme/new2")))).toEqual({
    status: 403,
    code: "E403",
    error: "`@acme/new2` cannot be published: its scope belongs to the organisation `acme`",
  });
});

test("[TM8] a publish says no more of a hidden package than of a name that nobody has", async () => {
  const { outsider } = await openAcme();

  const hidden = await refusal(await outsider.publish(aPackage("@acme/chat").version("2.0.0")));
  const missing = await refusal(await outsider.publish(aPackage("@acme/none").version("2.0.0")));

  expect(JSON.stringify(hidden).replaceAll("@acme/chat", "@acme/none")).toBe(JSON.stringify(missing));
});

test("[TM9] a new package of the scope is granted to the developers, whom every new member joins", async () => {
  const { owner, writer, outsider } = await openAcme();
  await owner.put(members, { user: "outsider" });

  await writer.publish(aPackage("@acme/other").access("restricted"));

  expect((await outsider.get("/@acme%2fother")).status).toBe(200);
  expect((await seen(await owner.get("/-/team/acme/developers/package"))).body).toEqual({
    "@acme/chat": "read-write",
    "@acme/other": "read-write",
  });
});

test("[TM7] the packages of an organisation and of a user are listed as far as the caller may read them", async () => {
  const { owner, reader, outsider } = await openAcme();
  await owner.publish(aPackage("@acme/open"));
  const chat = { "@acme/chat": "read-write" };
  const open = { "@acme/open": "read-write" };

  expect(await bodyOf(owner.get("/-/org/acme/package?format=cli"))).toEqual({ ...chat, ...open });
  expect(await bodyOf(outsider.get("/-/org/acme/package"))).toEqual(open);
  expect(await bodyOf(outsider.get("/-/user/owner/package"))).toEqual(open);
  expect(await bodyOf(reader.get("/-/user/reader/package"))).toEqual({ "@acme/chat": "read-only" });
  expect((await owner.get("/-/org/owner/package")).status).toBe(404);
  expect((await owner.get("/-/user/nobody/package")).status).toBe(404);
});
