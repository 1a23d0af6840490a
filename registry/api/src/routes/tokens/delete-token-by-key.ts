import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorizeAccount } from "../../accounts/authorize.ts";
import { endToken, TokenNotFoundError } from "../../accounts/end-token.ts";
import { factory } from "../registry-routes.ts";
import { queryText } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({ key: queryText(256) });

/** `DELETE /-/npm/v1/tokens/token/:key`: ends a token of the caller, by its key or its secret (`npm token revoke`). */
export const deleteTokenByKey = factory.createHandlers(valid("param", params), async (c) => {
  const { key } = c.req.valid("param");
  const { database, now } = c.var.registry;
  const caller = authorizeAccount(c.var.caller, { action: "manage-account", what: "end a token" });

  const actor = actorOf(caller, c.var.address);
  const isEnded = await endToken(database, { key, ownerId: caller.userId, actor, at: now() });
  if (!isEnded) throw new TokenNotFoundError();

  return c.body(null, 204);
});
