import { LoginNeededError } from "../accounts/account-errors.ts";
import { factory } from "./registry-routes.ts";

/** `GET /-/whoami`: the user of the token (`npm whoami`). */
export const getWhoami = factory.createHandlers((c) => {
  const { caller } = c.var;
  if (caller.type === "anonymous") throw new LoginNeededError("see who you are");

  return c.json({ username: caller.name });
});
