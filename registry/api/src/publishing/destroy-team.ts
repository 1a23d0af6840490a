import type { PackageName } from "@larder/package-spec";
import {
  appendAudit,
  type Database,
  deleteTeam,
  formatTeam,
  getTeam,
  listTeamGrants,
  lockOrg,
  lockPackage,
  lockTeam,
  type PackageRow,
  type RegistryDatabase,
  type TeamRef,
} from "@larder/registry-database";

import type { Actor } from "../accounts/actor.ts";
import { announceWrite, storeWrite, type Write } from "./record-write.ts";
import { setGrant } from "./set-grant.ts";

/** A team to destroy. */
type TeamEnding = TeamRef & { readonly actor: Actor; readonly at: Date };

/**
 * Removes a team, and first takes every package from it that was granted to it: all or nothing. Returns their names.
 *
 * Throws `TeamNotFoundError`, `OrgNotFoundError`.
 */
export async function destroyTeam({ db }: RegistryDatabase, ending: TeamEnding): Promise<PackageName[]> {
  for (;;) {
    try {
      return await db.transaction((tx) => takeAndDestroy(tx, ending));
    } catch (error) {
      if (!(error instanceof GrantedMeanwhileError)) throw error;
    }
  }
}

async function takeAndDestroy(tx: Database, { org, team, actor, at }: TeamEnding): Promise<PackageName[]> {
  await lockOrg(tx, org);
  const { id: teamId } = await getTeam(tx, { org, team });
  const written: { readonly pkg: PackageRow; readonly write: Write }[] = [];
  // They are sorted by name, which is the order in which everybody locks packages.
  for (const grant of await listTeamGrants(tx, { teamId })) {
    const pkg = await lockPackage(tx, grant.name);
    const change = await setGrant(tx, pkg, { team: { org, team }, permission: undefined });
    if (change === undefined) continue;
    const write = {
      ...change,
      actor: { userId: actor.actorId, name: actor.actor, address: actor.ip ?? undefined },
      at,
    };
    written.push({ pkg: await storeWrite(tx, pkg, write), write });
  }
  await lockTeam(tx, { org, team });
  if ((await listTeamGrants(tx, { teamId })).length > 0) throw new GrantedMeanwhileError();

  await deleteTeam(tx, teamId);
  await appendAudit(tx, { at, ...actor, action: "team.destroy", target: `team:${formatTeam(org, team)}` });
  for (const { pkg, write } of written) await announceWrite(tx, pkg, write);
  return written.map(({ pkg }) => pkg.name);
}

/** A package was granted before the team could be locked. To lock it now could lock out its writer, so all begins again. */
class GrantedMeanwhileError extends Error {}
