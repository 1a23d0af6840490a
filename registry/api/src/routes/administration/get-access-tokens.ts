import type { AccessTokenList } from "@larder/registry-client";
import { getUser, listTokensBefore, parseUserName } from "@larder/registry-database";

import { authorizeAccount } from "../../accounts/authorize.ts";
import { accessTokenList } from "../api/answers/account-answers.ts";
import { pageAfter } from "../api/page-after.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";
import { accessTokenObject } from "./access-token-object.ts";
import { ownerQuery, pageAfterId } from "./schemas.ts";

const description = operation({
  id: "listTokens",
  tag: "accounts",
  summary: "Lists your tokens, or as an administrator those of a user",
  right: "login",
  answer: accessTokenList,
  refusals: { 404: "There is no such user" },
});

/** Postgres keeps the numbers of tokens in 32 bits. */
const tokenIdMax = 2 ** 31 - 1;

const query = pageAfterId(tokenIdMax).extend(ownerQuery.shape);

/** `GET /-/api/v1/tokens?user&after&size`: the tokens that have not ended, without their secrets. */
export const getAccessTokens = factory.createHandlers(description, valid("query", query), async (c) => {
  const { user, after, size } = c.req.valid("query");
  const { db } = c.var.registry.database;
  const action = user === undefined ? "manage-account" : "administer";
  const caller = authorizeAccount(c.var.caller, { action, what: "list tokens" });

  const owner = await getUser(db, user === undefined ? caller.name : parseUserName(user));
  const rows = await listTokensBefore(db, owner.id, { before: after, size: size + 1 });

  const { page, next } = pageAfter(rows, size, ({ id }) => `${id}`);
  const tokens = page.map((token) => accessTokenObject(token, owner.name));
  return c.json({ tokens, next } satisfies AccessTokenList as object);
});
