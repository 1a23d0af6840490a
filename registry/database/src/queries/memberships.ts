import { asc, eq } from "drizzle-orm";

import type { Database } from "../database.ts";
import { formatTeam, type OrgName } from "../org-name.ts";
import { orgMembers, type OrgRole } from "../schema/org-members.ts";
import { orgs } from "../schema/orgs.ts";
import { teamMembers } from "../schema/team-members.ts";
import { teams } from "../schema/teams.ts";

/** What a user belongs to. */
export type Memberships = {
  readonly orgs: readonly { readonly name: OrgName; readonly role: OrgRole }[];
  /** As they stand beside users: `@acme:developers`. */
  readonly teams: readonly string[];
};

/** What the user belongs to, sorted by name; relies on the indexes of both tables by user. */
export async function findMemberships(db: Database, userId: number): Promise<Memberships> {
  const roles = await db
    .select({ name: orgs.name, role: orgMembers.role })
    .from(orgMembers)
    .innerJoin(orgs, eq(orgs.id, orgMembers.orgId))
    .where(eq(orgMembers.userId, userId))
    .orderBy(asc(orgs.name));
  // Whoever is in a team is in its organisation, so that most users cost one query.
  if (roles.length === 0) return { orgs: [], teams: [] };
  const rows = await db
    .select({ org: orgs.name, team: teams.name })
    .from(teamMembers)
    .innerJoin(teams, eq(teams.id, teamMembers.teamId))
    .innerJoin(orgs, eq(orgs.id, teams.orgId))
    .where(eq(teamMembers.userId, userId))
    .orderBy(asc(orgs.name), asc(teams.name));
  return { orgs: roles, teams: rows.map(({ org, team }) => formatTeam(org, team)) };
}
