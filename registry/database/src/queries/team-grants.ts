import type { PackageName } from "@larder/package-spec";
import { and, asc, eq, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type ReadableNames, readableNames } from "../name-rules.ts";
import { developersTeam } from "../org-name.ts";
import { orgs } from "../schema/orgs.ts";
import { packages } from "../schema/packages.ts";
import { type Permission, teamGrants } from "../schema/team-grants.ts";
import { teams } from "../schema/teams.ts";

/** What a team may do with a package. */
export type NewTeamGrant = typeof teamGrants.$inferInsert;

/** A package that somebody may use, and how. */
export type PackagePermission = { readonly name: PackageName; readonly permission: Permission };

/** Lets the team use the package in this way, whatever it might do before. Returns what that was; `undefined` for nothing. */
export async function setTeamGrant(db: Database, row: NewTeamGrant): Promise<Permission | undefined> {
  const before = await findTeamGrant(db, row);
  await db
    .insert(teamGrants)
    .values(row)
    .onConflictDoUpdate({ target: [teamGrants.teamId, teamGrants.packageId], set: { permission: row.permission } });
  return before;
}

/** Returns what the team may do with the package; `undefined` when it was not granted. */
export async function findTeamGrant(
  db: Database,
  { teamId, packageId }: Pick<NewTeamGrant, "teamId" | "packageId">,
): Promise<Permission | undefined> {
  const [row] = await db
    .select({ permission: teamGrants.permission })
    .from(teamGrants)
    .where(and(eq(teamGrants.teamId, teamId), eq(teamGrants.packageId, packageId)));
  return row?.permission;
}

/** Takes the package from the team. Does nothing when it was not granted. */
export async function deleteTeamGrant(
  db: Database,
  { teamId, packageId }: Pick<NewTeamGrant, "teamId" | "packageId">,
): Promise<void> {
  await db.delete(teamGrants).where(and(eq(teamGrants.teamId, teamId), eq(teamGrants.packageId, packageId)));
}

/** Grants a new package to the developers of the organisation that owns its scope, when there is such a team. */
export async function grantToDevelopers(
  db: Database,
  { packageId, name }: { readonly packageId: number; readonly name: PackageName },
): Promise<void> {
  const team = db
    .select({
      teamId: teams.id,
      packageId: sql`${packageId}::int`.as("package_id"),
      permission: sql`'read-write'`.as("permission"),
    })
    .from(teams)
    .innerJoin(orgs, eq(orgs.id, teams.orgId))
    .where(and(eq(teams.name, developersTeam), sql`'@' || ${orgs.name} = split_part(${name}::text, '/', 1)`))
    // A team that is destroyed at this moment gets nothing.
    .for("key share", { of: teams });
  await db.insert(teamGrants).select(team).onConflictDoNothing();
}

/** The packages that were granted to the team, sorted by name, as far as they may be read. */
export async function listTeamGrants(
  db: Database,
  { teamId, readable }: { readonly teamId: number; readonly readable?: ReadableNames | undefined },
): Promise<PackagePermission[]> {
  return db
    .select({ name: packages.name, permission: teamGrants.permission })
    .from(teamGrants)
    .innerJoin(packages, eq(packages.id, teamGrants.packageId))
    .where(and(eq(teamGrants.teamId, teamId), readableNames(packages.name, readable)))
    .orderBy(asc(packages.name));
}
