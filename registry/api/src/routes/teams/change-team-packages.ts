import type { PackageName } from "@larder/package-spec";
import { getTeam, type Permission, permissions, type TeamRef } from "@larder/registry-database";
import { z } from "zod";

import { authorize } from "../../accounts/authorize.ts";
import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { setGrant } from "../../publishing/set-grant.ts";
import { changeAccess } from "../access/change-access.ts";
import { teamParams } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid, validJson } from "../valid.ts";

const grantBody = z.object({ package: packageName, permissions: z.enum(permissions) });
const revokeBody = z.object({ package: packageName });

/** `PUT /-/team/:org/:team/package`: says what a team may do with a package (`npm access grant`). */
export const putTeamPackage = factory.createHandlers(valid("param", teamParams), validJson(grantBody), async (c) => {
  const { package: name, permissions: permission } = c.req.valid("json");

  await grant(c.var.registry, c.var.caller, { team: c.req.valid("param"), name, permission });

  return c.json({ ok: true }, 201);
});

/** `DELETE /-/team/:org/:team/package`: takes a package from a team (`npm access revoke`). */
export const deleteTeamPackage = factory.createHandlers(
  valid("param", teamParams),
  validJson(revokeBody),
  async (c) => {
    const { package: name } = c.req.valid("json");

    await grant(c.var.registry, c.var.caller, { team: c.req.valid("param"), name, permission: undefined });

    return c.json({ ok: true });
  },
);

type TeamGrant = { readonly team: TeamRef; readonly name: PackageName; readonly permission: Permission | undefined };

/** It takes one who manages the package, and knows the team. */
async function grant(registry: RegistryParts, caller: Caller, { team, name, permission }: TeamGrant): Promise<void> {
  authorize(caller, { action: "see-org", org: team.org });
  await getTeam(registry.database.db, team);
  await changeAccess(registry, { caller, name }, (tx, pkg) => setGrant(tx, pkg, { team, permission }));
}
