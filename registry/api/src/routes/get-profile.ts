import { LoginNeededError } from "../accounts/account-errors.ts";
import { factory } from "./registry-routes.ts";

/** `GET /-/npm/v1/user`: the profile of the caller (`npm profile get`). */
export const getProfile = factory.createHandlers((c) => {
  const { caller } = c.var;
  if (caller.type === "anonymous") throw new LoginNeededError("see your profile");

  return c.json({ name: caller.name, email: caller.email, email_verified: false, tfa: false });
});
