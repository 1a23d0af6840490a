import { countTokens, listTokens } from "@larder/registry-database";
import { z } from "zod";

import { authorizeAccount } from "../../accounts/authorize.ts";
import { factory } from "../registry-routes.ts";
import { tokenObject } from "./token-object.ts";
import { valid } from "../valid.ts";

const query = z.object({
  page: z.coerce.number().int().min(0).max(10_000).default(0),
  perPage: z.coerce.number().int().min(1).max(100).default(50),
});

/** `GET /-/npm/v1/tokens?page&perPage`: the tokens of the caller, without their secrets (`npm token list`). */
export const getTokens = factory.createHandlers(valid("query", query), async (c) => {
  const { page, perPage } = c.req.valid("query");
  const { db } = c.var.registry.database;
  const caller = authorizeAccount(c.var.caller, { action: "manage-account", what: "list your tokens" });

  const tokens = await listTokens(db, caller.userId, { from: page * perPage, size: perPage });
  const total = await countTokens(db, caller.userId);

  const isLast = (page + 1) * perPage >= total;
  // npm puts the URL of the registry before it.
  const urls = isLast ? {} : { next: `/-/npm/v1/tokens?page=${page + 1}&perPage=${perPage}` };
  return c.json({ objects: tokens.map(tokenObject), urls, total });
});
