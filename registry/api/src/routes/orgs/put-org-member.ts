import { orgRoles } from "@larder/registry-database";
import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorize, authorizeMember } from "../../accounts/authorize.ts";
import { setOrgMember } from "../../accounts/orgs/set-org-member.ts";
import { orgParams, userText } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { valid, validJson } from "../valid.ts";

const body = z.object({ user: userText, role: z.enum(orgRoles).default("developer") });

/** `PUT /-/org/:org/user`: makes a user a member, or gives them another role (`npm org set`); an administrator's first one makes the organisation. */
export const putOrgMember = factory.createHandlers(valid("param", orgParams), validJson(body), async (c) => {
  const { org } = c.req.valid("param");
  const { user, role } = c.req.valid("json");
  const { registry, caller, address } = c.var;

  const owner = authorizeMember(caller, { action: "manage-members", org });
  const members = await setOrgMember(registry.database, {
    org,
    user,
    role,
    actor: actorOf(owner, address),
    at: registry.now(),
    assertMayCreate: () => authorize(caller, { action: "administer", what: `make the organisation \`${org}\`` }),
  });

  return c.json({ org: { name: org, size: members.length }, user, role }, 201);
});
