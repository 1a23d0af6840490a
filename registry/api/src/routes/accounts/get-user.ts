import { getUser as getUserRow, parseUserName } from "@larder/registry-database";
import { z } from "zod";

import { authorize } from "../../accounts/authorize.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

const params = z.object({ user: z.string().startsWith("org.couchdb.user:", "must begin with `org.couchdb.user:`") });

/** `GET /-/user/org.couchdb.user:NAME`: whether a user exists, for somebody who is logged in (`npm owner add`). */
export const getUser = factory.createHandlers(valid("param", params), async (c) => {
  const { user } = c.req.valid("param");
  authorize(c.var.caller, { action: "account", what: "look up users" });

  const row = await getUserRow(c.var.registry.database.db, parseUserName(user.slice("org.couchdb.user:".length)));

  const name: string = row.name;
  return c.json({ _id: user, _rev: "1-larder", name, email: row.email ?? "", type: "user", roles: [] });
});
