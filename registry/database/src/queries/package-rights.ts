import { type PackageName, scopeOf } from "@larder/package-spec";
import { queryOf } from "@larder/sql";
import { and, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";

import type { Database } from "../database.ts";
import { type ReadableNames, readableNames } from "../name-rules.ts";
import { onlyRow } from "../only-row.ts";
import type { OrgName } from "../org-name.ts";
import { maintainers } from "../schema/maintainers.ts";
import { orgs } from "../schema/orgs.ts";
import { packages } from "../schema/packages.ts";
import { teamGrants } from "../schema/team-grants.ts";
import { teams } from "../schema/teams.ts";
import { users } from "../schema/users.ts";

/** What is kept here that decides who may do what with a name. */
export type PackageRights = {
  /** The organisation that owns the scope of the name. */
  readonly org: OrgName | null;
  /** `undefined` while nothing was published under the name. */
  readonly pkg: ExistingRights | undefined;
};

/** What decides about a package that exists. */
export type ExistingRights = {
  /** User names, sorted. */
  readonly maintainers: readonly string[];
  /** The teams that may publish it, sorted: `@acme:developers`. */
  readonly writers: readonly string[];
  readonly readers: Readers;
};

/** Whom a package is for: users, teams, and `@acme` for the owners and admins of that organisation; `null` for a public one. */
export type Readers = readonly string[] | null;

/** Finds what decides about `name`, in one statement: it is asked before and within every change. */
export async function findPackageRights(db: Database, name: PackageName): Promise<PackageRights> {
  const owner = scopeOf(name)?.slice(1) ?? null;
  const { org, id, ...rights } = onlyRow(await queryOf(db)<RightsRow>(rightsStatement, [name, owner]));
  return { org, pkg: id === null ? undefined : rights };
}

type RightsRow = ExistingRights & { readonly org: OrgName | null; readonly id: number | null };

const rightsStatement = `
  select
    (select orgs.name from orgs where orgs.name = $2::text) as org,
    packages.id,
    packages.readers,
    array(
      select users.name from maintainers join users on users.id = maintainers.user_id
      where maintainers.package_id = packages.id order by 1) as maintainers,
    array(
      select '@' || orgs.name || ':' || teams.name from team_grants
      join teams on teams.id = team_grants.team_id join orgs on orgs.id = teams.org_id
      where team_grants.package_id = packages.id and team_grants.permission = 'read-write' order by 1) as writers
  from (select 1) as one left join packages on packages.name = $1::text`;

/** Makes a package be for those only who work on it. */
export async function restrictPackage(db: Database, packageId: number): Promise<void> {
  await db.update(packages).set({ readers: currentReaders }).where(eq(packages.id, packageId));
}

/** Makes a package be for everybody whom its rule lets read it. */
export async function openPackage(db: Database, packageId: number): Promise<void> {
  await db.update(packages).set({ readers: null }).where(eq(packages.id, packageId));
}

/** Writes again whom a restricted package is for, after its maintainers or its grants changed. */
export async function updateReaders(db: Database, packageId: number): Promise<void> {
  await db
    .update(packages)
    .set({ readers: currentReaders })
    .where(and(eq(packages.id, packageId), isNotNull(packages.readers)));
}

/** Those of `names` that are restricted, and whom they are for; one that is missing is public, or does not exist. */
export async function listRestricted(
  db: Database,
  names: readonly PackageName[],
): Promise<Map<PackageName, readonly string[]>> {
  const rows = await db
    .select({ name: packages.name, readers: packages.readers })
    .from(packages)
    .where(and(inArray(packages.name, [...names]), isNotNull(packages.readers)));
  return new Map(rows.map(({ name, readers }) => [name, readers ?? []]));
}

/** Those of `names` under which something was published, and which may be read. */
export async function listReadable(
  db: Database,
  names: readonly PackageName[],
  readable: ReadableNames | undefined,
): Promise<Set<PackageName>> {
  const rows = await db
    .select({ name: packages.name })
    .from(packages)
    .where(and(inArray(packages.name, [...names]), readableNames(packages.name, readable)));
  return new Set(rows.map(({ name }) => name));
}

/** All names under which something was ever published, and whom each is for: one read when a registry starts. */
export async function listHostedNames(
  db: Database,
): Promise<{ readonly name: PackageName; readonly readers: Readers }[]> {
  return db.select({ name: packages.name, readers: packages.readers }).from(packages);
}

const maintainerNames = sql`
  select ${users.name} from ${maintainers} join ${users} on ${users.id} = ${maintainers.userId}
  where ${maintainers.packageId} = ${packages.id}`;

const grantedTeams = sql`
  select '@' || ${orgs.name} || ':' || ${teams.name} from ${teamGrants}
  join ${teams} on ${teams.id} = ${teamGrants.teamId} join ${orgs} on ${orgs.id} = ${teams.orgId}
  where ${teamGrants.packageId} = ${packages.id}`;

const currentReaders: SQL = sql`array(
  ${maintainerNames} union ${grantedTeams}
  union select split_part(${packages.name}, '/', 1) where ${packages.name} like '@%' order by 1)`;
