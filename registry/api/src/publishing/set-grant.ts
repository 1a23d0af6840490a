import {
  type Database,
  deleteTeamGrant,
  findTeamGrant,
  formatTeam,
  keepTeam,
  type PackageRow,
  type Permission,
  setTeamGrant,
  type TeamRef,
  updateReaders,
} from "@larder/registry-database";

import type { AppliedChange } from "./change-package.ts";

/** What a team may do with a package; nothing, when `permission` is `undefined`. */
export type Grant = {
  readonly team: TeamRef;
  readonly permission: Permission | undefined;
};

/** Says what a team may do with a package; `undefined` when it may just that already. Throws `TeamNotFoundError`. */
export async function setGrant(
  tx: Database,
  pkg: PackageRow,
  { team: ref, permission }: Grant,
): Promise<AppliedChange | undefined> {
  // It may be destroyed at this moment, and is not while something is granted to it.
  const key = { teamId: (await keepTeam(tx, ref)).id, packageId: pkg.id };
  const team = formatTeam(ref.org, ref.team);
  const before = await findTeamGrant(tx, key);
  if (before === permission) return undefined;
  await (permission === undefined ? deleteTeamGrant(tx, key) : setTeamGrant(tx, { ...key, permission }));
  await updateReaders(tx, pkg.id);
  return { kind: "access", target: pkg.name, before: factOf(team, before), after: factOf(team, permission) };
}

function factOf(team: string, permission: Permission | undefined): { [team: string]: Permission } | null {
  return permission === undefined ? null : { [team]: permission };
}
