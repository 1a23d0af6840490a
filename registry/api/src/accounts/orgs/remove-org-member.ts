import {
  appendAudit,
  deleteOrgMember,
  deleteTeamMemberships,
  listOrgMembers,
  lockOrg,
  type RegistryDatabase,
} from "@larder/registry-database";

import type { MemberChange } from "./set-org-member.ts";
import { assertOwned } from "./set-org-member.ts";
import { NotMemberError } from "./org-errors.ts";

/**
 * Takes a user out of an organisation and of all its teams. What they maintain stays theirs.
 *
 * Throws {@link NotMemberError}, `OwnerNeededError`, `OrgNotFoundError`.
 */
export async function removeOrgMember(
  { db }: RegistryDatabase,
  { org: name, user, actor, at }: Omit<MemberChange, "role" | "assertMayCreate">,
): Promise<void> {
  await db.transaction(async (tx) => {
    const org = await lockOrg(tx, name);
    const members = await listOrgMembers(tx, org.id);
    const member = members.find((one) => one.name === user);
    if (member === undefined) throw new NotMemberError(name, user);
    assertOwned(
      org,
      members.filter((one) => one !== member),
    );
    await deleteTeamMemberships(tx, { orgId: org.id, userId: member.userId });
    await deleteOrgMember(tx, { orgId: org.id, userId: member.userId });
    await appendAudit(tx, {
      at,
      ...actor,
      action: "org.member.remove",
      target: `org:${name}`,
      before: { user, role: member.role },
    });
  });
}
