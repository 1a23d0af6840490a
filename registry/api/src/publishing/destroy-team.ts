import type { PackageName } from "@larder/package-spec";
import {
  appendAudit,
  deleteTeam,
  formatTeam,
  getTeam,
  listTeamGrants,
  lockOrg,
  lockPackage,
  type PackageRow,
  type RegistryDatabase,
  type TeamRef,
} from "@larder/registry-database";

import type { Actor } from "../accounts/actor.ts";
import { announceWrite, storeWrite, type Write } from "./record-write.ts";
import { setGrant } from "./set-grant.ts";

/**
 * Removes a team, and first takes every package from it that was granted to it: all or nothing. Returns their names.
 *
 * Throws `TeamNotFoundError`, `OrgNotFoundError`.
 */
export async function destroyTeam(
  { db }: RegistryDatabase,
  { org, team, actor, at }: TeamRef & { readonly actor: Actor; readonly at: Date },
): Promise<PackageName[]> {
  const name = formatTeam(org, team);
  return db.transaction(async (tx) => {
    await lockOrg(tx, org);
    const { id: teamId } = await getTeam(tx, { org, team });
    const grants = await listTeamGrants(tx, { teamId });
    const written: { readonly pkg: PackageRow; readonly write: Write }[] = [];
    // They are sorted by name, which is the order in which everybody locks packages.
    for (const grant of grants) {
      const pkg = await lockPackage(tx, grant.name);
      const change = await setGrant(tx, pkg, { teamId, team: name, permission: undefined });
      if (change === undefined) continue;
      const write = { ...change, actor: { userId: actor.actorId, name: actor.actor }, at };
      written.push({ pkg: await storeWrite(tx, pkg, write), write });
    }
    await deleteTeam(tx, teamId);
    await appendAudit(tx, { at, ...actor, action: "team.destroy", target: `team:${name}` });
    for (const { pkg, write } of written) await announceWrite(tx, pkg, write);
    return written.map(({ pkg }) => pkg.name);
  });
}
