import { findViolatedConstraint } from "@larder/sql";
import { and, asc, eq, inArray } from "drizzle-orm";

import { TeamExistsError } from "../conflict-errors.ts";
import type { Database } from "../database.ts";
import { TeamNotFoundError } from "../not-found-errors.ts";
import { onlyRow } from "../only-row.ts";
import type { OrgName, TeamName } from "../org-name.ts";
import { orgs } from "../schema/orgs.ts";
import { teamGrants } from "../schema/team-grants.ts";
import { teamMembers } from "../schema/team-members.ts";
import { teams } from "../schema/teams.ts";
import { users } from "../schema/users.ts";
import type { UserName } from "../user-name.ts";

/** A team of an organisation. */
export type TeamRow = typeof teams.$inferSelect;

/** A team to insert. */
export type NewTeam = typeof teams.$inferInsert;

/** A team as people name it. */
export type TeamRef = { readonly org: OrgName; readonly team: TeamName };

/** Inserts a team. Throws {@link TeamExistsError}; the transaction is then spent. */
export async function insertTeam(db: Database, row: NewTeam): Promise<TeamRow> {
  try {
    return onlyRow(await db.insert(teams).values(row).returning());
  } catch (error) {
    if (findViolatedConstraint(error) !== "teams_org_name_unique") throw error;
    throw new TeamExistsError(row.name);
  }
}

/** Returns the team; `undefined` when there is none. */
export async function findTeam(db: Database, { org, team }: TeamRef): Promise<TeamRow | undefined> {
  const [row] = await db
    .select({ team: teams })
    .from(teams)
    .innerJoin(orgs, eq(orgs.id, teams.orgId))
    .where(and(eq(orgs.name, org), eq(teams.name, team)));
  return row?.team;
}

/** Returns the team. Throws {@link TeamNotFoundError}. */
export async function getTeam(db: Database, ref: TeamRef): Promise<TeamRow> {
  const team = await findTeam(db, ref);
  if (team === undefined) throw new TeamNotFoundError(ref.org, ref.team);
  return team;
}

/** Returns the team, which is there until the transaction ends; others may use it, too. Lock packages first. Throws {@link TeamNotFoundError}. */
export async function keepTeam(db: Database, ref: TeamRef): Promise<TeamRow> {
  return heldTeam(db, ref, "key share");
}

/** Returns the team, locked until the transaction ends: nothing is granted to it meanwhile. Lock packages first. Throws {@link TeamNotFoundError}. */
export async function lockTeam(db: Database, ref: TeamRef): Promise<TeamRow> {
  return heldTeam(db, ref, "update");
}

async function heldTeam(db: Database, { org, team }: TeamRef, strength: "key share" | "update"): Promise<TeamRow> {
  const [row] = await db
    .select({ team: teams })
    .from(teams)
    .innerJoin(orgs, eq(orgs.id, teams.orgId))
    .where(and(eq(orgs.name, org), eq(teams.name, team)))
    .for(strength, { of: teams });
  if (row === undefined) throw new TeamNotFoundError(org, team);
  return row.team;
}

/** The teams of an organisation, sorted by name. */
export async function listTeams(db: Database, orgId: number): Promise<TeamRow[]> {
  return db.select().from(teams).where(eq(teams.orgId, orgId)).orderBy(asc(teams.name));
}

/** Removes a team with its members and whatever grants are left of it. */
export async function deleteTeam(db: Database, teamId: number): Promise<void> {
  await db.delete(teamMembers).where(eq(teamMembers.teamId, teamId));
  await db.delete(teamGrants).where(eq(teamGrants.teamId, teamId));
  await db.delete(teams).where(eq(teams.id, teamId));
}

/** Puts the user into the team. Returns whether that is new. */
export async function insertTeamMember(db: Database, row: typeof teamMembers.$inferInsert): Promise<boolean> {
  const inserted = await db.insert(teamMembers).values(row).onConflictDoNothing().returning();
  return inserted.length > 0;
}

/** Takes the user out of the team. Returns whether they were in it. */
export async function deleteTeamMember(
  db: Database,
  { teamId, userId }: { readonly teamId: number; readonly userId: number },
): Promise<boolean> {
  const removed = await db
    .delete(teamMembers)
    .where(and(eq(teamMembers.teamId, teamId), eq(teamMembers.userId, userId)))
    .returning();
  return removed.length > 0;
}

/** Takes the user out of every team of the organisation. */
export async function deleteTeamMemberships(
  db: Database,
  { orgId, userId }: { readonly orgId: number; readonly userId: number },
): Promise<void> {
  const ofOrg = db.select({ id: teams.id }).from(teams).where(eq(teams.orgId, orgId));
  await db.delete(teamMembers).where(and(eq(teamMembers.userId, userId), inArray(teamMembers.teamId, ofOrg)));
}

/** The names of the members of a team, sorted. */
export async function listTeamMembers(db: Database, teamId: number): Promise<UserName[]> {
  const rows = await db
    .select({ name: users.name })
    .from(teamMembers)
    .innerJoin(users, eq(users.id, teamMembers.userId))
    .where(eq(teamMembers.teamId, teamId))
    .orderBy(asc(users.name));
  return rows.map(({ name }) => name);
}
