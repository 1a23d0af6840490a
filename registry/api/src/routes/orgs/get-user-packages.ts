import { getUser, listPackagesOfUser } from "@larder/registry-database";
import { z } from "zod";

import { authorize } from "../../accounts/authorize.ts";
import { readableRules } from "../../accounts/readable-rules.ts";
import { userText } from "../org-params.ts";
import { permissionMap } from "../permission-map.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

const params = z.object({ user: userText });

/** `GET /-/user/:user/package`: the packages that a user works with, as far as the caller may read them (`npm access list packages`). */
export const getUserPackages = factory.createHandlers(valid("param", params), async (c) => {
  const { registry, caller } = c.var;
  const { db } = registry.database;

  authorize(caller, { action: "account", what: "list packages" });
  const user = await getUser(db, c.req.valid("param").user);
  const readable = readableRules(caller, registry.configuration.rules);

  return c.json(permissionMap(await listPackagesOfUser(db, { userId: user.id, readable })));
});
