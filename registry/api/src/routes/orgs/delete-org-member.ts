import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorizeMember } from "../../accounts/authorize.ts";
import { removeOrgMember } from "../../accounts/orgs/remove-org-member.ts";
import { orgParams, userText } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { valid, validJson } from "../valid.ts";

const body = z.object({ user: userText });

/** `DELETE /-/org/:org/user`: takes a user out of an organisation and its teams (`npm org rm`). */
export const deleteOrgMember = factory.createHandlers(valid("param", orgParams), validJson(body), async (c) => {
  const { org } = c.req.valid("param");
  const { user } = c.req.valid("json");
  const { registry, caller, address } = c.var;

  const owner = authorizeMember(caller, { action: "manage-members", org });
  await removeOrgMember(registry.database, { org, user, actor: actorOf(owner, address), at: registry.now() });

  return c.json({ ok: true });
});
