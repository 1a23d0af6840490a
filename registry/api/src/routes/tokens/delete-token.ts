import { tokenPrefix } from "@larder/registry-database";
import { z } from "zod";

import { BadCredentialError } from "../../accounts/account-errors.ts";
import { actorOf } from "../../accounts/actor.ts";
import { authorizeAccount } from "../../accounts/authorize.ts";
import { endToken } from "../../accounts/end-token.ts";
import { factory } from "../registry-routes.ts";
import { queryText } from "../schemas.ts";
import { valid } from "../valid.ts";

const params = z.object({ token: queryText(256) });

/** `DELETE /-/user/token/:token`: ends a token of the caller (`npm logout`). */
export const deleteToken = factory.createHandlers(valid("param", params), async (c) => {
  const { token } = c.req.valid("param");
  const { database, now } = c.var.registry;
  // Whoever has the secret of a token may end it, so that every client can log out; by its key it takes a right.
  const action = token.startsWith(tokenPrefix) ? "account" : "manage-account";
  const caller = authorizeAccount(c.var.caller, { action, what: "end a token" });

  const actor = actorOf(caller, c.var.address);
  if (!(await endToken(database, { key: token, ownerId: caller.userId, actor, at: now() }))) {
    throw new BadCredentialError("The token is not one of yours, or has ended already");
  }

  return c.json({ ok: true });
});
