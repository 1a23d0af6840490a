import {
  type Database,
  deleteTeamGrant,
  findTeamGrant,
  type PackageRow,
  type Permission,
  setTeamGrant,
  updateReaders,
} from "@larder/registry-database";

import type { AppliedChange } from "./change-package.ts";

/** What a team may do with a package; nothing, when `permission` is `undefined`. */
export type Grant = {
  readonly teamId: number;
  /** `@acme:developers` */
  readonly team: string;
  readonly permission: Permission | undefined;
};

/** Says what a team may do with a package; `undefined` when it may just that already. */
export async function setGrant(
  tx: Database,
  pkg: PackageRow,
  { teamId, team, permission }: Grant,
): Promise<AppliedChange | undefined> {
  const key = { teamId, packageId: pkg.id };
  const before = await findTeamGrant(tx, key);
  if (before === permission) return undefined;
  await (permission === undefined ? deleteTeamGrant(tx, key) : setTeamGrant(tx, { ...key, permission }));
  await updateReaders(tx, pkg.id);
  return { kind: "access", target: pkg.name, before: factOf(team, before), after: factOf(team, permission) };
}

function factOf(team: string, permission: Permission | undefined): { [team: string]: Permission } | null {
  return permission === undefined ? null : { [team]: permission };
}
