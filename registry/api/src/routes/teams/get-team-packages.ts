import { getTeam, listTeamGrants } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { readableRules } from "../../accounts/readable-rules.ts";
import { teamParams } from "../org-params.ts";
import { permissionMap } from "../permission-map.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

/** `GET /-/team/:org/:team/package`: what was granted to a team, as far as the caller may read it (`npm access list packages ORG:TEAM`). */
export const getTeamPackages = factory.createHandlers(valid("param", teamParams), async (c) => {
  const ref = c.req.valid("param");
  const { registry, caller } = c.var;
  const { db } = registry.database;

  authorize(caller, { action: "see-org", org: ref.org });
  const { id: teamId } = await getTeam(db, ref);
  const readable = readableRules(caller, registry.configuration.rules);

  return c.json(permissionMap(await listTeamGrants(db, { teamId, readable })));
});
