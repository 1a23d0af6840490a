// SPEC.md §10, administration. Rule ids in titles refer to it.
import {
  type Database,
  getUser,
  insertOrg,
  insertTeam,
  insertTeamMember,
  parseOrgName,
  parseTeamName,
  parseUserName,
  setOrgMember,
} from "@larder/registry-database";
import { beforeEach, expect, test } from "vitest";

import { type Persona, refusal, seen, TestRegistry } from "../../testing/index.ts";

const orgs = "/-/api/v1/orgs";
const at = new Date("2026-11-21T10:00:00.000Z");

let world: TestRegistry;
let root: Persona;
let ada: Persona;
let eve: Persona;
beforeEach(async () => {
  world = await TestRegistry.open();
  root = await world.user("root", { scopes: ["read", "admin"], isAdmin: true });
  ada = await world.user("ada");
  eve = await world.user("eve");
  await world.database.db.transaction(async (tx) => {
    await found(tx, "acme");
    await found(tx, "zoo");
  });
});

/** An organisation of `ada` with the team `developers`, in which she is. */
async function found(db: Database, name: string): Promise<void> {
  const { id: userId } = await getUser(db, parseUserName("ada"));
  const org = await insertOrg(db, { name: parseOrgName(name), createdAt: at });
  await setOrgMember(db, { orgId: org.id, userId, role: "owner" });
  const team = await insertTeam(db, { orgId: org.id, name: parseTeamName("developers"), createdAt: at });
  await insertTeamMember(db, { teamId: team.id, userId });
}

test("[AD7] everybody lists the organisations that they belong to, and an administrator all, by the page", async () => {
  const own = await seen(await ada.get(orgs));
  const first = await seen(await root.get(`${orgs}?of=all&size=1`));
  const second = await seen(await root.get(`${orgs}?of=all&size=1&after=acme`));

  expect(own.body).toEqual({
    orgs: [
      { name: "acme", role: "owner" },
      { name: "zoo", role: "owner" },
    ],
    next: null,
  });
  expect((await seen(await ada.get(`${orgs}?after=acme`))).body).toMatchObject({ orgs: [{ name: "zoo" }] });
  expect((await seen(await eve.get(orgs))).body).toEqual({ orgs: [], next: null });
  expect(first.body).toEqual({ orgs: [{ name: "acme", role: null }], next: "acme" });
  expect(second.body).toEqual({ orgs: [{ name: "zoo", role: null }], next: null });
  expect((await ada.get(`${orgs}?of=all`)).status).toBe(403);
});

test("[AD7] members and administrators see who and what is in an organisation, and in its teams", async () => {
  for (const persona of [ada, root]) {
    expect((await seen(await persona.get(`${orgs}/acme`))).body).toEqual({
      name: "acme",
      created: at.toISOString(),
      members: [{ name: "ada", role: "owner" }],
      teams: [{ name: "developers", description: null, created: at.toISOString() }],
    });
    expect((await seen(await persona.get(`${orgs}/acme/teams/developers`))).body).toMatchObject({
      org: "acme",
      name: "developers",
      members: ["ada"],
      packages: [],
    });
  }
  expect((await eve.get(`${orgs}/acme`)).status).toBe(403);
  expect((await eve.get(`${orgs}/acme/teams/developers`)).status).toBe(403);
  expect(await refusal(await root.get(`${orgs}/nothing`))).toMatchObject({ status: 404 });
  expect(await refusal(await root.get(`${orgs}/acme/teams/nothing`))).toMatchObject({ status: 404 });
});
