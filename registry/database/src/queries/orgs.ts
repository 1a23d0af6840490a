import { findViolatedConstraint } from "@larder/sql";
import { asc, eq, gt, sql } from "drizzle-orm";

import { OrgExistsError } from "../conflict-errors.ts";
import type { Database } from "../database.ts";
import { OrgNotFoundError } from "../not-found-errors.ts";
import { onlyRow } from "../only-row.ts";
import type { OrgName } from "../org-name.ts";
import { orgs } from "../schema/orgs.ts";

/** An organisation. */
export type OrgRow = typeof orgs.$inferSelect;

/** An organisation to insert. */
export type NewOrg = typeof orgs.$inferInsert;

/** Inserts an organisation. Throws {@link OrgExistsError}; the transaction is then spent. */
export async function insertOrg(db: Database, row: NewOrg): Promise<OrgRow> {
  try {
    return onlyRow(await db.insert(orgs).values(row).returning());
  } catch (error) {
    if (findViolatedConstraint(error) !== "orgs_name_unique") throw error;
    throw new OrgExistsError(row.name);
  }
}

/** Returns the organisation; `undefined` when there is none of that name. */
export async function findOrg(db: Database, name: OrgName): Promise<OrgRow | undefined> {
  const [org] = await db.select().from(orgs).where(eq(orgs.name, name));
  return org;
}

/** Returns the organisation. Throws {@link OrgNotFoundError}. */
export async function getOrg(db: Database, name: OrgName): Promise<OrgRow> {
  const org = await findOrg(db, name);
  if (org === undefined) throw new OrgNotFoundError(name);
  return org;
}

/** Returns the organisation, locked until the transaction ends. Throws {@link OrgNotFoundError}. */
export async function lockOrg(db: Database, name: OrgName): Promise<OrgRow> {
  const [org] = await db.select().from(orgs).where(eq(orgs.name, name)).for("update");
  if (org === undefined) throw new OrgNotFoundError(name);
  return org;
}

/** Organisations sorted by name, after the one named `after`. */
export async function listOrgs(
  db: Database,
  { after, size }: { readonly after?: string; readonly size: number },
): Promise<OrgRow[]> {
  const later = after === undefined ? undefined : gt(orgs.name, after as OrgName);
  return db.select().from(orgs).where(later).orderBy(asc(orgs.name)).limit(size);
}

/** How many organisations there are. */
export async function countOrgs(db: Database): Promise<number> {
  return onlyRow(await db.select({ total: sql<number>`count(*)::int` }).from(orgs)).total;
}
