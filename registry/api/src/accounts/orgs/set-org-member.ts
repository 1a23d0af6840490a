import {
  appendAudit,
  type Database,
  developersTeam,
  findOrg,
  findTeam,
  getUser,
  insertOrg,
  insertTeam,
  insertTeamMember,
  listOrgMembers,
  lockOrg,
  type OrgMember,
  type OrgName,
  type OrgRole,
  type OrgRow,
  type RegistryDatabase,
  setOrgMember as setOrgMemberRow,
  type UserName,
} from "@larder/registry-database";

import type { Actor } from "../actor.ts";
import { DisabledMemberError, OwnerNeededError } from "./org-errors.ts";

/** Who becomes what in which organisation. */
export type MemberChange = {
  readonly org: OrgName;
  readonly user: UserName;
  readonly role: OrgRole;
  readonly actor: Actor;
  readonly at: Date;
  /** Throws when the one who asks may not make an organisation. */
  readonly assertMayCreate: () => void;
};

/**
 * Makes a user a member of an organisation, or gives them another role, and returns all members.
 *
 * An organisation that is not there is made; its first member must be an owner. A new member joins its developers,
 * as npm's users expect. Throws {@link OwnerNeededError}, {@link DisabledMemberError}, `UserNotFoundError`.
 */
export async function setOrgMember({ db }: RegistryDatabase, change: MemberChange): Promise<OrgMember[]> {
  const { user: name, role, actor, at } = change;
  return db.transaction(async (tx) => {
    const org = await lockOrCreate(tx, change);
    const user = await getUser(tx, name);
    if (user.disabledAt !== null) throw new DisabledMemberError(name);
    const before = (await listOrgMembers(tx, org.id)).find(({ userId }) => userId === user.id);
    if (before?.role === role) return listOrgMembers(tx, org.id);

    await setOrgMemberRow(tx, { orgId: org.id, userId: user.id, role });
    const after = await listOrgMembers(tx, org.id);
    assertOwned(org, after);
    const developers = before === undefined ? await findTeam(tx, { org: org.name, team: developersTeam }) : undefined;
    if (developers !== undefined) await insertTeamMember(tx, { teamId: developers.id, userId: user.id });
    await appendAudit(tx, {
      at,
      ...actor,
      action: "org.member.set",
      target: `org:${org.name}`,
      before: before === undefined ? null : { user: name, role: before.role },
      after: { user: name, role },
    });
    return after;
  });
}

/** Throws {@link OwnerNeededError} unless one of `members` is an owner. */
export function assertOwned(org: Pick<OrgRow, "name">, members: readonly OrgMember[]): void {
  if (!members.some(({ role }) => role === "owner")) throw new OwnerNeededError(org.name);
}

async function lockOrCreate(tx: Database, { org: name, at, actor, assertMayCreate }: MemberChange): Promise<OrgRow> {
  if ((await findOrg(tx, name)) !== undefined) return lockOrg(tx, name);
  assertMayCreate();
  const org = await insertOrg(tx, { name, createdAt: at });
  await insertTeam(tx, {
    orgId: org.id,
    name: developersTeam,
    description: "All members of the organisation",
    createdAt: at,
  });
  await appendAudit(tx, { at, ...actor, action: "org.create", target: `org:${name}` });
  return org;
}
