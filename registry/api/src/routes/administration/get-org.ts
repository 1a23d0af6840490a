import type { OrgDetail } from "@larder/registry-client";
import { getOrg, listOrgMembers, listTeams, parseOrgName } from "@larder/registry-database";
import { z } from "zod";

import { authorize } from "../../accounts/authorize.ts";
import { orgDetail } from "../api/answers/org-answers.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

const description = operation({
  id: "getOrg",
  tag: "organisations",
  summary: "Returns who and what is in an organisation, for its members and for administrators",
  right: "login",
  answer: orgDetail,
  refusals: { 404: "There is no such organisation" },
});

const params = z.object({ org: z.string().max(64) });

/** `GET /-/api/v1/orgs/:org`: the members and the teams of an organisation. */
export const getOrgDetail = factory.createHandlers(description, valid("param", params), async (c) => {
  const name = parseOrgName(c.req.valid("param").org);
  const { db } = c.var.registry.database;
  authorize(c.var.caller, { action: "see-org", org: name });

  const org = await getOrg(db, name);
  const [members, teams] = [await listOrgMembers(db, org.id), await listTeams(db, org.id)];

  const detail: OrgDetail = {
    name,
    created: org.createdAt.toISOString(),
    members: members.map((member) => ({ name: member.name, role: member.role })),
    teams: teams.map((team) => ({
      name: team.name,
      description: team.description,
      created: team.createdAt.toISOString(),
    })),
  };
  return c.json(detail as object);
});
