import { ExpectedError } from "@larder/errors";
import { hashTokenSecret, tokenPrefix } from "@larder/registry-database";
import { z } from "zod";

import { authorizeAccount } from "../../accounts/authorize.ts";
import { revokeOwnToken } from "../../accounts/revoke-own-token.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

const params = z.object({ key: z.string().max(256) });

/** `DELETE /-/npm/v1/tokens/token/:key`: ends a token of the caller, by its key or its secret (`npm token revoke`). */
export const deleteTokenByKey = factory.createHandlers(valid("param", params), async (c) => {
  const { key } = c.req.valid("param");
  const { database, now } = c.var.registry;
  const caller = authorizeAccount(c.var.caller, { action: "manage-account", what: "end a token" });

  const hash = key.startsWith(tokenPrefix) ? hashTokenSecret(key) : key;
  const isEnded = await revokeOwnToken(database, { caller, hash, at: now(), address: c.var.address });
  if (!isEnded) throw new TokenNotFoundError();

  return c.body(null, 204);
});

class TokenNotFoundError extends ExpectedError {
  readonly code = "E404";

  constructor() {
    super("You have no such token, or it has ended already", { hint: "See what you have with `npm token list`" });
  }
}
