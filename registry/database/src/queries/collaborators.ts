import { type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type ReadableNames, readableNames } from "../name-rules.ts";
import { maintainers } from "../schema/maintainers.ts";
import { orgMembers } from "../schema/org-members.ts";
import { orgs } from "../schema/orgs.ts";
import { packages } from "../schema/packages.ts";
import { type Permission, teamGrants } from "../schema/team-grants.ts";
import { teamMembers } from "../schema/team-members.ts";
import { teams } from "../schema/teams.ts";
import { users } from "../schema/users.ts";
import type { UserName } from "../user-name.ts";
import type { OrgRow } from "./orgs.ts";
import type { PackagePermission } from "./team-grants.ts";

/** Somebody who works with a package, and how. */
export type Collaborator = {
  readonly name: UserName;
  readonly email: string | null;
  readonly permission: Permission;
};

/** Everybody who maintains the package, is in a team with a grant, or runs the organisation of its scope; sorted by name. */
export async function listCollaborators(db: Database, packageId: number): Promise<Collaborator[]> {
  return db
    .select({ name: users.name, email: users.email, permission: strongest })
    .from(sql`(${rightsPerUser(sql`${packages.id} = ${packageId}::int`)}) as rights`)
    .innerJoin(users, sql`${users.id} = rights.user_id`)
    .groupBy(users.name, users.email)
    .orderBy(users.name);
}

/** The packages that the user works with and how, sorted by name, as far as they may be read. */
export async function listPackagesOfUser(
  db: Database,
  { userId, readable }: { readonly userId: number; readonly readable?: ReadableNames | undefined },
): Promise<PackagePermission[]> {
  const rights = rightsPerUser(sql`user_id = ${userId}::int`);
  return db
    .select({ name: packages.name, permission: strongest })
    .from(sql`(${rights}) as rights`)
    .innerJoin(packages, sql`${packages.id} = rights.package_id`)
    .where(readableNames(packages.name, readable))
    .groupBy(packages.name)
    .orderBy(packages.name);
}

/** The packages of the organisation's scope, and those that were granted to its teams; sorted by name, as far as they may be read. */
export async function listPackagesOfOrg(
  db: Database,
  { org, readable }: { readonly org: Pick<OrgRow, "id" | "name">; readonly readable?: ReadableNames | undefined },
): Promise<PackagePermission[]> {
  const rights = sql`
    select ${packages.id} as package_id, 'read-write' as permission from ${packages}
    where ${packages.name} like ${`@${org.name.replaceAll("_", String.raw`\_`)}/%`}::text
    union all
    select ${teamGrants.packageId}, ${teamGrants.permission} from ${teamGrants}
    join ${teams} on ${teams.id} = ${teamGrants.teamId} where ${teams.orgId} = ${org.id}::int`;
  return db
    .select({ name: packages.name, permission: strongest })
    .from(sql`(${rights}) as rights`)
    .innerJoin(packages, sql`${packages.id} = rights.package_id`)
    .where(readableNames(packages.name, readable))
    .groupBy(packages.name)
    .orderBy(packages.name);
}

/** In the alphabet, too, `read-write` stands after `read-only`. */
const strongest = sql<Permission>`max(rights.permission)`;

/** Returns a query of (package, user, permission) with a row for every way in which a right came about. */
function rightsPerUser(condition: SQL): SQL {
  return sql`
    select ${packages.id} as package_id, user_id, permission from (
      select ${maintainers.packageId} as of_package, ${maintainers.userId} as user_id, 'read-write' as permission
      from ${maintainers}
      union all
      select ${teamGrants.packageId}, ${teamMembers.userId}, ${teamGrants.permission}
      from ${teamGrants} join ${teamMembers} on ${teamMembers.teamId} = ${teamGrants.teamId}
      union all
      select owned.id, ${orgMembers.userId}, 'read-write'
      from ${orgMembers} join ${orgs} on ${orgs.id} = ${orgMembers.orgId}
      join ${packages} as owned on split_part(owned.name, '/', 1) = '@' || ${orgs.name}
      where ${orgMembers.role} in ('owner', 'admin')
    ) as ways join ${packages} on ${packages.id} = of_package where ${condition}`;
}
