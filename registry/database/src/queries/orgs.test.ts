import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { developersTeam, parseOrgName, parseTeamName } from "../org-name.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestUser, testMoment } from "../testing/test-rows.ts";
import { findMemberships } from "./memberships.ts";
import { deleteOrgMember, listOrgMembers, setOrgMember } from "./org-members.ts";
import { countOrgs, findOrg, getOrg, insertOrg, listOrgs, type OrgRow } from "./orgs.ts";
import { readRevisions } from "./revisions.ts";
import {
  deleteTeam,
  deleteTeamMember,
  deleteTeamMemberships,
  findTeam,
  getTeam,
  insertTeam,
  insertTeamMember,
  listTeamMembers,
  listTeams,
} from "./teams.ts";
import type { UserRow } from "./users.ts";

describeEachDatabase("organisations and teams", (openDatabase) => {
  const qa = parseTeamName("qa");
  let database: RegistryDatabase;
  let acme: OrgRow;
  let ada: UserRow;
  let eve: UserRow;
  beforeAll(async () => {
    database = await openDatabase();
    ada = await insertTestUser(database.db, "ada");
    eve = await insertTestUser(database.db, "eve");
    acme = await insertOrg(database.db, { name: parseOrgName("acme"), createdAt: testMoment });
  });

  test("an organisation has its name alone, and is found by it", async () => {
    const again = insertOrg(database.db, { name: acme.name, createdAt: testMoment });
    await expect(again).rejects.toMatchObject({ code: "E409", message: "Organisation `acme` exists already" });

    expect(await getOrg(database.db, acme.name)).toEqual(acme);
    expect(await findOrg(database.db, parseOrgName("nobody"))).toBeUndefined();
    await expect(getOrg(database.db, parseOrgName("nobody"))).rejects.toMatchObject({ code: "E404" });
    expect(await listOrgs(database.db, { size: 10 })).toEqual([acme]);
    expect(await listOrgs(database.db, { after: acme.name, size: 10 })).toEqual([]);
    expect(await countOrgs(database.db)).toBe(1);
  });

  test("a member has one role, which may change", async () => {
    await setOrgMember(database.db, { orgId: acme.id, userId: eve.id, role: "developer" });
    await setOrgMember(database.db, { orgId: acme.id, userId: ada.id, role: "owner" });
    await setOrgMember(database.db, { orgId: acme.id, userId: eve.id, role: "admin" });

    expect(await listOrgMembers(database.db, acme.id)).toEqual([
      { userId: ada.id, name: "ada", role: "owner" },
      { userId: eve.id, name: "eve", role: "admin" },
    ]);
  });

  test("a team has its name alone within its organisation, and members once each", async () => {
    const team = await insertTeam(database.db, { orgId: acme.id, name: qa, createdAt: testMoment });
    const again = insertTeam(database.db, { orgId: acme.id, name: qa, createdAt: testMoment });
    await expect(again).rejects.toMatchObject({ code: "E409" });

    expect(await insertTeamMember(database.db, { teamId: team.id, userId: eve.id })).toBe(true);
    expect(await insertTeamMember(database.db, { teamId: team.id, userId: eve.id })).toBe(false);
    expect(await listTeamMembers(database.db, team.id)).toEqual(["eve"]);
    expect(await findMemberships(database.db, eve.id)).toEqual({
      orgs: [{ name: "acme", role: "admin" }],
      teams: ["@acme:qa"],
    });
    expect(await deleteTeamMember(database.db, { teamId: team.id, userId: eve.id })).toBe(true);
    expect(await deleteTeamMember(database.db, { teamId: team.id, userId: eve.id })).toBe(false);
  });

  test("whoever leaves an organisation leaves its teams", async () => {
    const team = await getTeam(database.db, { org: acme.name, team: qa });
    await insertTeamMember(database.db, { teamId: team.id, userId: eve.id });

    await deleteTeamMemberships(database.db, { orgId: acme.id, userId: eve.id });
    await deleteOrgMember(database.db, { orgId: acme.id, userId: eve.id });

    expect(await findMemberships(database.db, eve.id)).toEqual({ orgs: [], teams: [] });
    expect(await listTeamMembers(database.db, team.id)).toEqual([]);
  });

  test("every change of who belongs to what is noted, so that callers are looked up anew", async () => {
    const team = await insertTeam(database.db, { orgId: acme.id, name: developersTeam, createdAt: testMoment });
    const changes = [
      () => setOrgMember(database.db, { orgId: acme.id, userId: eve.id, role: "developer" }),
      () => setOrgMember(database.db, { orgId: acme.id, userId: eve.id, role: "admin" }),
      () => insertTeamMember(database.db, { teamId: team.id, userId: eve.id }),
      () => deleteTeam(database.db, team.id),
      () => deleteOrgMember(database.db, { orgId: acme.id, userId: eve.id }),
    ];

    const unnoted: number[] = [];
    for (const [index, change] of changes.entries()) {
      const { accounts } = await readRevisions(database);
      await change();
      if ((await readRevisions(database)).accounts === accounts) unnoted.push(index);
    }

    expect(unnoted).toEqual([]);
    expect(await findTeam(database.db, { org: acme.name, team: developersTeam })).toBeUndefined();
    expect((await listTeams(database.db, acme.id)).map(({ name }) => name)).toEqual(["qa"]);
  });
});
