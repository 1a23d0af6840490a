// SPEC.md §13, sharing packages. Rule ids in titles refer to it.
import { parsePackageName } from "@larder/package-spec";
import { findPackageRights, listAudit } from "@larder/registry-database";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { aPackage, openAcme, type Persona, refusal, seen } from "../../testing/index.ts";

async function bodyOf(response: Promise<Response>): Promise<unknown> {
  return (await seen(await response)).body;
}

/** What only owners and admins may do. */
async function change(persona: Persona): Promise<number[]> {
  return [
    await persona.put("/-/org/acme/team", { name: "mine" }),
    await persona.put("/-/team/acme/qa/user", { user: persona.name }),
    await persona.delete("/-/team/acme/qa/user", { user: "reader" }),
    await persona.delete("/-/team/acme/qa"),
  ].map(({ status }) => status);
}

function grant(persona: Persona): Promise<Response> {
  return persona.put("/-/team/acme/qa/package", { package: "@acme/chat", permissions: "read-write" });
}

describeEachDatabase("teams", (openDatabase) => {
  test("[TM10] owners and admins make teams of members, and every change is in the audit log", async () => {
    const { world, owner, admin, developer } = await openAcme({ database: await openDatabase() });

    const made = await admin.put("/-/org/acme/team", { name: "ops", description: "They run it" });
    const added = await owner.put("/-/team/acme/ops/user", { user: "developer" });
    const again = await owner.put("/-/team/acme/ops/user", { user: "developer" });

    expect([made.status, added.status, again.status]).toEqual([201, 201, 201]);
    expect(await bodyOf(developer.get("/-/org/acme/team?format=cli"))).toEqual([
      "acme:developers",
      "acme:ops",
      "acme:qa",
    ]);
    expect(await bodyOf(developer.get("/-/org/acme/team"))).toContainEqual({ name: "ops", description: "They run it" });
    expect(await bodyOf(developer.get("/-/team/acme/ops/user?format=cli"))).toEqual(["developer"]);
    expect(await bodyOf(developer.get("/-/team/acme/ops/user"))).toEqual([{ name: "developer", user: "developer" }]);

    expect((await admin.delete("/-/team/acme/ops/user", { user: "developer" })).status).toBe(200);
    expect((await admin.delete("/-/team/acme/ops")).status).toBe(200);
    expect((await admin.get("/-/team/acme/ops/user")).status).toBe(404);
    const log = await listAudit(world.database.db, { target: "team:@acme:ops" }, 10);
    expect(log.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      "admin team.destroy",
      "admin team.member.remove",
      "owner team.member.add",
      "admin team.create",
    ]);
  });

  test("[TM10] a team that is destroyed while packages are granted to it leaves no right behind", async () => {
    const { world, owner, admin } = await openAcme({ database: await openDatabase() });
    const names = ["@acme/one", "@acme/two", "@acme/three"];
    for (const name of names) await owner.publish(aPackage(name).access("restricted"));
    const grantTo = (team: string, name: string): Promise<Response> =>
      owner.put(`/-/team/acme/${team}/package`, { package: name, permissions: "read-only" });

    for (const team of ["a", "b", "c", "d", "e"]) {
      await admin.put("/-/org/acme/team", { name: team });
      await grantTo(team, "@acme/one");
      const destroyed = admin.delete(`/-/team/acme/${team}`);
      const granted = await Promise.all(names.map((name) => grantTo(team, name)));

      expect((await destroyed).status).toBe(200);
      // Each came before, or found no team.
      expect(granted.map(({ status }) => status).filter((status) => status !== 201 && status !== 404)).toEqual([]);
    }
    for (const name of names) {
      const { pkg } = await findPackageRights(world.database.db, parsePackageName(name));
      expect(pkg?.readers).toEqual(["@acme", "@acme:developers", "owner"]);
    }
  });
});

test("[TM10] nobody else does, and only members of the organisation are in its teams", async () => {
  const { admin, writer, outsider, anonymous } = await openAcme();

  expect(await change(writer)).toEqual([403, 403, 403, 403]);
  expect(await change(outsider)).toEqual([403, 403, 403, 403]);
  // `anonymous` cannot name a user, which is found first.
  expect(await change(anonymous)).toEqual([401, 400, 401, 401]);
  expect(await refusal(await admin.put("/-/team/acme/qa/user", { user: "outsider" }))).toEqual({
    status: 404,
    code: "E404",
    error: "`outsider` is not a member of the organisation `acme`",
  });
  expect((await admin.put("/-/org/acme/team", { name: "qa" })).status).toBe(409);
  expect((await admin.put("/-/org/acme/team", { name: "No Name" })).status).toBe(400);
  expect((await admin.put("/-/team/acme/none/user", { user: "reader" })).status).toBe(404);
  expect((await outsider.get("/-/team/acme/qa/user")).status).toBe(403);
});

test("[TM6] who manages a package grants it to teams that they know", async () => {
  const { owner, admin, writer, reader, outsider } = await openAcme();

  const answers = [
    await grant(owner),
    await grant(admin),
    await grant(writer),
    await grant(reader),
    await grant(outsider),
  ];

  expect(answers.map(({ status }) => status)).toEqual([201, 201, 403, 403, 403]);
  expect(await bodyOf(reader.get("/-/team/acme/qa/package"))).toEqual({ "@acme/chat": "read-write" });
  const wrong = [
    await owner.put("/-/team/acme/none/package", { package: "@acme/chat", permissions: "read-only" }),
    await owner.put("/-/team/acme/qa/package", { package: "@acme/none", permissions: "read-only" }),
    await owner.put("/-/team/acme/qa/package", { package: "@acme/chat", permissions: "all" }),
    await owner.delete("/-/team/acme/qa/package"),
  ];
  expect(wrong.map(({ status }) => status)).toEqual([404, 404, 400, 400]);
});
