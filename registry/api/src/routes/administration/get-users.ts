import type { AccountList } from "@larder/registry-client";
import { listUsers } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { accountList } from "../api/answers/account-answers.ts";
import { pageAfter } from "../api/page-after.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";
import { accountObject } from "./account-object.ts";
import { pageAfterName } from "./schemas.ts";

const description = operation({
  id: "listUsers",
  tag: "accounts",
  summary: "Lists the users of the registry, by name",
  right: "admin",
  answer: accountList,
});

/** `GET /-/api/v1/users?after&size`: who acts here. */
export const getUsers = factory.createHandlers(description, valid("query", pageAfterName), async (c) => {
  const { after, size } = c.req.valid("query");
  authorize(c.var.caller, { action: "administer", what: "list the users" });

  const rows = await listUsers(c.var.registry.database.db, { after, size: size + 1 });

  const { page, next } = pageAfter(rows, size, ({ name }) => name);
  return c.json({ users: page.map(accountObject), next } satisfies AccountList);
});
