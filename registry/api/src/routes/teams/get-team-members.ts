import { getTeam, listTeamMembers } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { formatQuery, teamParams } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

/** `GET /-/team/:org/:team/user`: who is in a team (`npm team ls ORG:TEAM`, `pnpm team ls @ORG:TEAM`). */
export const getTeamMembers = factory.createHandlers(
  valid("param", teamParams),
  valid("query", formatQuery),
  async (c) => {
    const ref = c.req.valid("param");
    const { registry, caller } = c.var;
    const { db } = registry.database;

    authorize(caller, { action: "see-org", org: ref.org });
    const team = await getTeam(db, ref);
    const names = await listTeamMembers(db, team.id);

    if (c.req.valid("query").format === "cli") return c.json(names);
    return c.json(names.map((name) => ({ name, user: name })));
  },
);
