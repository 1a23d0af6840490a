import { getUser } from "@larder/registry-database";

import { authorizeAccount } from "../../accounts/authorize.ts";
import { profileObject } from "./profile-object.ts";
import { factory } from "../registry-routes.ts";

/** `GET /-/npm/v1/user`: the profile of the caller (`npm profile get`). */
export const getProfile = factory.createHandlers(async (c) => {
  const caller = authorizeAccount(c.var.caller, { action: "account", what: "see your profile" });

  const user = await getUser(c.var.registry.database.db, caller.name);

  return c.json(profileObject(user));
});
