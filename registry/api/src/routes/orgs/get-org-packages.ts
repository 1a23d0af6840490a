import { getOrg, listPackagesOfOrg } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { readableRules } from "../../accounts/readable-rules.ts";
import { orgParams } from "../org-params.ts";
import { permissionMap } from "../permission-map.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

/** `GET /-/org/:org/package`: the packages of an organisation that the caller may read (`npm access list packages`). Clients take 404 as "it is a user". */
export const getOrgPackages = factory.createHandlers(valid("param", orgParams), async (c) => {
  const { org: name } = c.req.valid("param");
  const { registry, caller } = c.var;
  const { db } = registry.database;

  authorize(caller, { action: "account", what: "list packages" });
  const org = await getOrg(db, name);
  const readable = readableRules(caller, registry.configuration.rules);

  return c.json(permissionMap(await listPackagesOfOrg(db, { org, readable })));
});
