import { findTokenByHash, hashTokenSecret, revokeToken } from "@larder/registry-database";
import { z } from "zod";

import { BadCredentialError } from "../accounts/account-errors.ts";
import { authorizeAccount } from "../accounts/authorize.ts";
import { factory } from "./registry-routes.ts";
import { valid } from "./valid.ts";

const params = z.object({ token: z.string().max(256) });

/** `DELETE /-/user/token/:token`: ends a token of the caller (`npm logout`). */
export const deleteToken = factory.createHandlers(valid("param", params), async (c) => {
  const { token } = c.req.valid("param");
  const { registry } = c.var;
  const { db } = registry.database;
  const caller = authorizeAccount(c.var.caller, { action: "account", what: "end a token" });

  const found = await findTokenByHash(db, hashTokenSecret(token));
  if (found === undefined || found.user.id !== caller.userId) {
    throw new BadCredentialError("The token is not one of yours, or has ended already");
  }
  await revokeToken(db, { tokenId: found.token.id, userId: caller.userId, at: registry.now() });

  return c.json({ ok: true });
});
