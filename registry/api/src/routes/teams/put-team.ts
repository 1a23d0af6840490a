import { parseTeamName } from "@larder/registry-database";
import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorizeMember } from "../../accounts/authorize.ts";
import { createTeam } from "../../accounts/orgs/create-team.ts";
import { orgParams } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { lineText } from "../schemas.ts";
import { valid, validJson } from "../valid.ts";

const body = z.object({
  name: z.string().transform((text) => parseTeamName(text)),
  description: lineText(500).nullish(),
});

/** `PUT /-/org/:org/team`: makes a team (`npm team create`). */
export const putTeam = factory.createHandlers(valid("param", orgParams), validJson(body), async (c) => {
  const { org } = c.req.valid("param");
  const { name: team, description } = c.req.valid("json");
  const { registry, caller, address } = c.var;

  const admin = authorizeMember(caller, { action: "manage-teams", org });
  const actor = actorOf(admin, address);
  await createTeam(registry.database, { org, team, description: description ?? null, actor, at: registry.now() });

  return c.json({ name: team }, 201);
});
