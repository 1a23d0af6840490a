import { getUser } from "@larder/registry-database";
import { z } from "zod";

import { authorizeAccount } from "../../accounts/authorize.ts";
import { changeProfile } from "../../accounts/change-profile.ts";
import { profileObject } from "./profile-object.ts";
import { factory } from "../registry-routes.ts";
import { validJson } from "../valid.ts";

const notKept = z.null("is not kept by this registry").optional();

/** npm sends all that it may change; what is not kept here is refused rather than forgotten. */
const body = z.strictObject({
  email: z.email().max(254).nullish(),
  password: z.strictObject({ old: z.string().max(1024), new: z.string().max(1024) }).optional(),
  fullname: notKept,
  homepage: notKept,
  freenode: notKept,
  twitter: notKept,
  github: notKept,
});

/** `POST /-/npm/v1/user`: changes the address or the password of the caller (`npm profile set`). */
export const postProfile = factory.createHandlers(validJson(body), async (c) => {
  const { email, password } = c.req.valid("json");
  const { database, loginLimiter: limiter, now } = c.var.registry;
  const caller = authorizeAccount(c.var.caller, { action: "manage-account", what: "change your profile" });

  await changeProfile({ database, limiter, at: now(), address: c.var.address }, caller, { email, password });
  const user = await getUser(database.db, caller.name);

  return c.json(profileObject(user));
});
