import type { TeamDetail } from "@larder/registry-client";
import { getTeam, listTeamGrants, listTeamMembers, parseOrgName, parseTeamName } from "@larder/registry-database";
import { z } from "zod";

import { authorize } from "../../accounts/authorize.ts";
import { readableRules } from "../../accounts/readable-rules.ts";
import { teamDetail } from "../api/answers/org-answers.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

const description = operation({
  id: "getTeam",
  tag: "organisations",
  summary: "Returns who is in a team and what was granted to it, as far as you may read it",
  right: "login",
  answer: teamDetail,
  refusals: { 404: "There is no such team" },
});

const params = z.object({ org: z.string().max(64), team: z.string().max(64) });

/** `GET /-/api/v1/orgs/:org/teams/:team`: the members of a team, and its packages. */
export const getTeamDetail = factory.createHandlers(description, valid("param", params), async (c) => {
  const { org: orgText, team: teamText } = c.req.valid("param");
  const [org, name] = [parseOrgName(orgText), parseTeamName(teamText)];
  const { registry, caller } = c.var;
  const { db } = registry.database;
  authorize(caller, { action: "see-org", org });

  const team = await getTeam(db, { org, team: name });
  const members = await listTeamMembers(db, team.id);
  const readable = readableRules(caller, registry.configuration.rules);
  const packages = await listTeamGrants(db, { teamId: team.id, readable });

  const { description: text, createdAt } = team;
  const detail: TeamDetail = { org, name, description: text, created: createdAt.toISOString(), members, packages };
  return c.json(detail as object);
});
