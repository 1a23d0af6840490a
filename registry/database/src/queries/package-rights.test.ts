import { parsePackageName } from "@larder/package-spec";
import { beforeAll, expect, test } from "vitest";

import type { RegistryDatabase } from "../database.ts";
import { developersTeam, parseOrgName, parseTeamName } from "../org-name.ts";
import { describeEachDatabase } from "../testing/open-test-database.ts";
import { insertTestPackage, insertTestUser, insertTestVersion, testMoment } from "../testing/test-rows.ts";
import { listCollaborators, listPackagesOfOrg, listPackagesOfUser } from "./collaborators.ts";
import { listDependents } from "./edges.ts";
import { insertMaintainer } from "./maintainers.ts";
import { setOrgMember } from "./org-members.ts";
import { insertOrg, type OrgRow } from "./orgs.ts";
import {
  findPackageRights,
  listHostedNames,
  listReadable,
  listRestricted,
  openPackage,
  restrictPackage,
  updateReaders,
} from "./package-rights.ts";
import type { PackageRow } from "./packages.ts";
import { deleteStar, insertStar, listStarred, listStarrers } from "./stars.ts";
import { deleteTeamGrant, grantToDevelopers, listTeamGrants, setTeamGrant } from "./team-grants.ts";
import { insertTeam, insertTeamMember, type TeamRow } from "./teams.ts";
import type { UserRow } from "./users.ts";

describeEachDatabase("rights to packages", (openDatabase) => {
  let database: RegistryDatabase;
  let acme: OrgRow;
  let developers: TeamRow;
  let qa: TeamRow;
  let people: { ada: UserRow; bob: UserRow; eve: UserRow };
  let chat: PackageRow;
  beforeAll(async () => {
    database = await openDatabase();
    const { db } = database;
    people = {
      ada: await insertTestUser(db, "ada"),
      bob: await insertTestUser(db, "bob"),
      eve: await insertTestUser(db, "eve"),
    };
    acme = await insertOrg(db, { name: parseOrgName("acme"), createdAt: testMoment });
    developers = await insertTeam(db, { orgId: acme.id, name: developersTeam, createdAt: testMoment });
    qa = await insertTeam(db, { orgId: acme.id, name: parseTeamName("qa"), createdAt: testMoment });
    await setOrgMember(db, { orgId: acme.id, userId: people.bob.id, role: "admin" });
    await setOrgMember(db, { orgId: acme.id, userId: people.eve.id, role: "developer" });
    await insertTeamMember(db, { teamId: qa.id, userId: people.eve.id });
    chat = await insertTestPackage(db, "@acme/chat");
    await insertMaintainer(db, { packageId: chat.id, userId: people.ada.id });
  });

  test("what decides about a name: the organisation of its scope, and the package when there is one", async () => {
    const { db } = database;

    expect(await findPackageRights(db, parsePackageName("left-pad"))).toEqual({ org: null, pkg: undefined });
    expect(await findPackageRights(db, parsePackageName("@acme/other"))).toEqual({ org: "acme", pkg: undefined });
    expect(await findPackageRights(db, chat.name)).toEqual({
      org: "acme",
      pkg: { maintainers: ["ada"], writers: [], readers: null },
    });
  });

  test("a restricted package is for its maintainers, the teams that were granted it, and those who run its scope", async () => {
    const { db } = database;
    await grantToDevelopers(db, { packageId: chat.id, name: chat.name });
    expect(await setTeamGrant(db, { teamId: qa.id, packageId: chat.id, permission: "read-only" })).toBeUndefined();

    await restrictPackage(db, chat.id);

    const readers = ["@acme", "@acme:developers", "@acme:qa", "ada"];
    expect(await findPackageRights(db, chat.name)).toEqual({
      org: "acme",
      pkg: { maintainers: ["ada"], writers: ["@acme:developers"], readers: expect.arrayContaining(readers) as unknown },
    });
    expect((await listRestricted(db, [chat.name])).get(chat.name)?.toSorted()).toEqual(readers);
  });

  test("whom it is for follows its maintainers and its grants, until it is public", async () => {
    const { db } = database;
    await deleteTeamGrant(db, { teamId: developers.id, packageId: chat.id });
    await insertMaintainer(db, { packageId: chat.id, userId: people.eve.id });

    await updateReaders(db, chat.id);
    const [hosted] = await listHostedNames(db);
    await openPackage(db, chat.id);
    await updateReaders(db, chat.id);

    expect(hosted?.readers?.toSorted()).toEqual(["@acme", "@acme:qa", "ada", "eve"]);
    expect(await listRestricted(db, [chat.name])).toEqual(new Map());
  });

  test("a grant says how, and a later one replaces it", async () => {
    const { db } = database;
    const grant = { teamId: qa.id, packageId: chat.id };

    expect(await setTeamGrant(db, { ...grant, permission: "read-write" })).toBe("read-only");
    expect(await listTeamGrants(db, { teamId: qa.id })).toEqual([{ name: "@acme/chat", permission: "read-write" }]);
    expect(await setTeamGrant(db, { ...grant, permission: "read-only" })).toBe("read-write");
  });

  test("somebody with several ways to a package has the strongest", async () => {
    const { db } = database;

    expect(await listCollaborators(db, chat.id)).toMatchObject([
      { name: "ada", permission: "read-write" },
      { name: "bob", permission: "read-write" },
      { name: "eve", permission: "read-write" },
    ]);
    expect(await listPackagesOfUser(db, { userId: people.bob.id })).toEqual([
      { name: "@acme/chat", permission: "read-write" },
    ]);
    expect(await listPackagesOfOrg(db, { org: acme })).toEqual([{ name: "@acme/chat", permission: "read-write" }]);
  });

  test("lists leave out what is for others, and look no further where everything is public", async () => {
    const { db } = database;
    const { pkg } = await insertTestVersion(db, {
      name: "@acme/secret",
      version: "1.0.0",
      publisher: people.ada,
      edges: [{ kind: "prod", target: "left-pad", range: "^1.0.0" }],
    });
    const page = { from: 0, size: 10 };
    const dependentsFor = async (...readers: string[]): Promise<string[]> =>
      (await listDependents(db, { target: "left-pad", readable: { readers } }, page)).map((row) => row.package);

    expect(await dependentsFor()).toEqual(["@acme/secret"]);
    await restrictPackage(db, pkg.id);

    expect(await dependentsFor()).toEqual([]);
    expect(await dependentsFor("eve", "@acme:qa", "ada")).toEqual([]);
    expect(await dependentsFor("eve", "@acme")).toEqual(["@acme/secret"]);
    const names = [pkg.name, chat.name, parsePackageName("nobody-has-this")];
    expect(await listReadable(db, names, { readers: ["eve"] })).toEqual(new Set([chat.name]));
    expect(await listPackagesOfOrg(db, { org: acme, readable: { readers: ["eve"] } })).toEqual([
      { name: "@acme/chat", permission: "read-write" },
    ]);
  });

  test("a star is given once, and taken back", async () => {
    const { db } = database;
    const star = { packageId: chat.id, userId: people.eve.id };

    expect([await insertStar(db, star), await insertStar(db, star)]).toEqual([true, false]);
    expect(await listStarrers(db, chat.id)).toEqual(["eve"]);
    expect(await listStarred(db, { userId: people.eve.id })).toEqual(["@acme/chat"]);
    expect([await deleteStar(db, star), await deleteStar(db, star)]).toEqual([true, false]);
  });
});
