import { getOrg, listOrgMembers } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { orgParams } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

/** `GET /-/org/:org/user`: who is in an organisation, and as what (`npm org ls`). */
export const getOrgMembers = factory.createHandlers(valid("param", orgParams), async (c) => {
  const { org: name } = c.req.valid("param");
  const { registry, caller } = c.var;
  const { db } = registry.database;

  authorize(caller, { action: "see-org", org: name });
  const org = await getOrg(db, name);
  const members = await listOrgMembers(db, org.id);

  return c.json(Object.fromEntries(members.map((member) => [member.name, member.role])));
});
