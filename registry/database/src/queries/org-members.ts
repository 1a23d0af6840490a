import { and, asc, eq } from "drizzle-orm";

import type { Database } from "../database.ts";
import { orgMembers, type OrgRole } from "../schema/org-members.ts";
import { users } from "../schema/users.ts";
import type { UserName } from "../user-name.ts";

/** Somebody in an organisation. */
export type OrgMember = { readonly userId: number; readonly name: UserName; readonly role: OrgRole };

/** A member to insert, or to give another role. */
export type NewOrgMember = typeof orgMembers.$inferInsert;

/** Makes the user a member with this role, whatever they were before. */
export async function setOrgMember(db: Database, row: NewOrgMember): Promise<void> {
  await db
    .insert(orgMembers)
    .values(row)
    .onConflictDoUpdate({ target: [orgMembers.orgId, orgMembers.userId], set: { role: row.role } });
}

/** Takes the user out of the organisation. Does nothing when they are not in it. */
export async function deleteOrgMember(
  db: Database,
  { orgId, userId }: { readonly orgId: number; readonly userId: number },
): Promise<void> {
  await db.delete(orgMembers).where(and(eq(orgMembers.orgId, orgId), eq(orgMembers.userId, userId)));
}

/** The members of an organisation, sorted by name. */
export async function listOrgMembers(db: Database, orgId: number): Promise<OrgMember[]> {
  return db
    .select({ userId: users.id, name: users.name, role: orgMembers.role })
    .from(orgMembers)
    .innerJoin(users, eq(users.id, orgMembers.userId))
    .where(eq(orgMembers.orgId, orgId))
    .orderBy(asc(users.name));
}
