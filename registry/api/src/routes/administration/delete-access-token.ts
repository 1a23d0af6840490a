import { getUser, parseUserName } from "@larder/registry-database";
import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorizeAccount } from "../../accounts/authorize.ts";
import { endToken, TokenNotFoundError } from "../../accounts/end-token.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { queryText } from "../schemas.ts";
import { valid } from "../valid.ts";
import { ownerQuery } from "./schemas.ts";

const description = operation({
  id: "endToken",
  tag: "accounts",
  summary: "Ends one of your tokens, or as an administrator one of a user",
  right: "login",
  status: 204,
  refusals: { 404: "There is no such token or user, or it has ended already" },
});

const params = z.object({ key: queryText(256).meta({ description: "The `key` of the token, or its secret." }) });

/** `DELETE /-/api/v1/tokens/:key?user`: ends a token at once. */
export const deleteAccessToken = factory.createHandlers(
  description,
  valid("param", params),
  valid("query", ownerQuery),
  async (c) => {
    const { key } = c.req.valid("param");
    const { user } = c.req.valid("query");
    const { database, now } = c.var.registry;
    const action = user === undefined ? "manage-account" : "administer";
    const caller = authorizeAccount(c.var.caller, { action, what: "end a token" });

    const ownerId = user === undefined ? caller.userId : (await getUser(database.db, parseUserName(user))).id;
    const isEnded = await endToken(database, { key, ownerId, actor: actorOf(caller, c.var.address), at: now() });
    if (!isEnded) throw new TokenNotFoundError();

    return c.body(null, 204);
  },
);
