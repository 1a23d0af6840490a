import { authorizeAccount } from "../../accounts/authorize.ts";
import { factory } from "../registry-routes.ts";

/** `GET /-/whoami`: the user of the token (`npm whoami`). */
export const getWhoami = factory.createHandlers((c) => {
  const caller = authorizeAccount(c.var.caller, { action: "account", what: "see who you are" });

  return c.json({ username: caller.name });
});
