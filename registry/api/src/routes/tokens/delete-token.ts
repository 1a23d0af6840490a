import { hashTokenSecret } from "@larder/registry-database";
import { z } from "zod";

import { BadCredentialError } from "../../accounts/account-errors.ts";
import { authorizeAccount } from "../../accounts/authorize.ts";
import { revokeOwnToken } from "../../accounts/revoke-own-token.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

const params = z.object({ token: z.string().max(256) });

/** `DELETE /-/user/token/:token`: ends a token of the caller (`npm logout`). */
export const deleteToken = factory.createHandlers(valid("param", params), async (c) => {
  const { token } = c.req.valid("param");
  const { database, now } = c.var.registry;
  const caller = authorizeAccount(c.var.caller, { action: "account", what: "end a token" });

  const ending = { caller, hash: hashTokenSecret(token), at: now(), address: c.var.address };
  if (!(await revokeOwnToken(database, ending))) {
    throw new BadCredentialError("The token is not one of yours, or has ended already");
  }

  return c.json({ ok: true });
});
