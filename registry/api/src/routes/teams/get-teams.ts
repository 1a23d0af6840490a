import { getOrg, listTeams } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { formatQuery, orgParams } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

/** `GET /-/org/:org/team`: the teams of an organisation (`npm team ls ORG`, `pnpm team ls @ORG`). */
export const getTeams = factory.createHandlers(valid("param", orgParams), valid("query", formatQuery), async (c) => {
  const { org: name } = c.req.valid("param");
  const { registry, caller } = c.var;
  const { db } = registry.database;

  authorize(caller, { action: "see-org", org: name });
  const org = await getOrg(db, name);
  const teams = await listTeams(db, org.id);

  if (c.req.valid("query").format === "cli") return c.json(teams.map((team) => `${name}:${team.name}`));
  const listed: object[] = teams.map((team) => ({ name: team.name, description: team.description ?? "" }));
  return c.json(listed);
});
