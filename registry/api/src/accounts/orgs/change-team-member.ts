import {
  appendAudit,
  type Database,
  deleteTeamMember,
  formatTeam,
  getTeam,
  getUser,
  insertTeamMember,
  listOrgMembers,
  lockOrg,
  type RegistryDatabase,
  type TeamRef,
  type UserName,
} from "@larder/registry-database";

import type { Actor } from "../actor.ts";
import { NotMemberError } from "./org-errors.ts";

/** Who joins or leaves which team. */
export type TeamMemberChange = TeamRef & { readonly user: UserName; readonly actor: Actor; readonly at: Date };

/** Puts a member of the organisation into a team. Twice is harmless. Throws {@link NotMemberError}, `TeamNotFoundError`. */
export async function addTeamMember(database: RegistryDatabase, change: TeamMemberChange): Promise<void> {
  await changeTeam(database, change, "team.member.add", async (tx, ids) => {
    const members = await listOrgMembers(tx, ids.orgId);
    if (!members.some(({ userId }) => userId === ids.userId)) throw new NotMemberError(change.org, change.user);
    return insertTeamMember(tx, ids);
  });
}

/** Takes a user out of a team. Twice is harmless. Throws `TeamNotFoundError`, `UserNotFoundError`. */
export async function removeTeamMember(database: RegistryDatabase, change: TeamMemberChange): Promise<void> {
  await changeTeam(database, change, "team.member.remove", deleteTeamMember);
}

type Ids = { readonly orgId: number; readonly teamId: number; readonly userId: number };

/** The organisation is locked, so that nobody joins a team while they leave the organisation. */
async function changeTeam(
  { db }: RegistryDatabase,
  { org, team, user, actor, at }: TeamMemberChange,
  action: string,
  apply: (tx: Database, ids: Ids) => Promise<boolean>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const { id: orgId } = await lockOrg(tx, org);
    const { id: teamId } = await getTeam(tx, { org, team });
    const { id: userId } = await getUser(tx, user);
    const isChanged = await apply(tx, { orgId, teamId, userId });
    if (isChanged) {
      await appendAudit(tx, { at, ...actor, action, target: `team:${formatTeam(org, team)}`, after: { user } });
    }
  });
}
