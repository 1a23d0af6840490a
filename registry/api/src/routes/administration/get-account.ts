import { getUser, parseUserName } from "@larder/registry-database";

import { authorize } from "../../accounts/authorize.ts";
import { account } from "../api/answers/account-answers.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";
import { accountObject } from "./account-object.ts";
import { userParams } from "./schemas.ts";

const description = operation({
  id: "getUser",
  tag: "accounts",
  summary: "Returns a user: anybody themselves, an administrator everybody",
  right: "login",
  answer: account,
  refusals: { 404: "There is no such user" },
});

/** `GET /-/api/v1/users/:user`: what there is to know of a user. */
export const getAccount = factory.createHandlers(description, valid("param", userParams), async (c) => {
  const name = parseUserName(c.req.valid("param").user);
  const { caller, registry } = c.var;
  const isOwn = caller.type === "user" && caller.name === name;
  authorize(caller, { action: isOwn ? "account" : "administer", what: `see the user \`${name}\`` });

  return c.json(accountObject(await getUser(registry.database.db, name)));
});
