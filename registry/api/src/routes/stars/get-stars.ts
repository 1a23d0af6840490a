import type { PackageName } from "@larder/package-spec";
import { getUser, listStarred, parseUserName, type UserName } from "@larder/registry-database";
import { z } from "zod";

import { authorizeAccount } from "../../accounts/authorize.ts";
import type { Caller } from "../../accounts/caller.ts";
import { readableRules } from "../../accounts/readable-rules.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { userText } from "../org-params.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

/** A CouchDB key is JSON, so that a name comes in quotes. */
const viewQuery = z.object({ key: z.string().transform((text) => parseUserName(text.replaceAll('"', ""))) });

/** `GET /-/_view/starredByUser?key="USER"`: the packages that a user likes (`npm stars`). */
export const getStarredByUser = factory.createHandlers(valid("query", viewQuery), async (c) => {
  const { registry, caller } = c.var;

  const names = await starredBy(registry, caller, c.req.valid("query").key);

  return c.json({ rows: names.map((value) => ({ value })) });
});

/** `GET /-/user/:user/stars`: the same (`pnpm stars USER`), as the keys of an object, since pnpm 11 takes nothing else. */
export const getStarsOfUser = factory.createHandlers(valid("param", z.object({ user: userText })), async (c) => {
  const { registry, caller } = c.var;

  const names = await starredBy(registry, caller, c.req.valid("param").user);

  return c.json(Object.fromEntries(names.map((name) => [name, true])));
});

/** `GET /-/user/v1/star`: the packages that the caller likes (`pnpm stars`). */
export const getOwnStars = factory.createHandlers(async (c) => {
  const { registry } = c.var;
  const caller = authorizeAccount(c.var.caller, { action: "account", what: "list your stars" });

  return c.json(await starredBy(registry, caller, caller.name));
});

/** Returns what the user likes, as far as the caller may read it. Throws `UserNotFoundError`. */
async function starredBy(registry: RegistryParts, caller: Caller, name: UserName): Promise<PackageName[]> {
  authorizeAccount(caller, { action: "account", what: "list stars" });
  const { db } = registry.database;
  const user = await getUser(db, name);
  const readable = readableRules(caller, registry.configuration.rules);
  return listStarred(db, { userId: user.id, readable });
}
