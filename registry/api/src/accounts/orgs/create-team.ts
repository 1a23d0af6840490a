import {
  appendAudit,
  formatTeam,
  insertTeam,
  lockOrg,
  type RegistryDatabase,
  type TeamRef,
  type TeamRow,
} from "@larder/registry-database";

import type { Actor } from "../actor.ts";

/** A team to make. */
export type NewTeamRequest = TeamRef & {
  readonly description: string | null;
  readonly actor: Actor;
  readonly at: Date;
};

/** Makes a team without members. Throws `OrgNotFoundError`, `TeamExistsError`. */
export async function createTeam({ db }: RegistryDatabase, request: NewTeamRequest): Promise<TeamRow> {
  const { org: orgName, team, description, actor, at } = request;
  return db.transaction(async (tx) => {
    const org = await lockOrg(tx, orgName);
    const row = await insertTeam(tx, { orgId: org.id, name: team, description, createdAt: at });
    await appendAudit(tx, { at, ...actor, action: "team.create", target: `team:${formatTeam(orgName, team)}` });
    return row;
  });
}
