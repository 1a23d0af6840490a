import { parseUserName } from "@larder/registry-database";
import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorizeAccount } from "../../accounts/authorize.ts";
import { changeAccount } from "../../accounts/change-account.ts";
import { account } from "../api/answers/account-answers.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { valid, validJson } from "../valid.ts";
import { accountObject } from "./account-object.ts";
import { emailText, passwordText, userParams } from "./schemas.ts";

const description = operation({
  id: "changeUser",
  tag: "accounts",
  summary: "Disables a user or enables it again, makes it an administrator or no longer one, sets address or password",
  description: "What is not said stays. A user is never removed: versions and the audit log name it.",
  right: "admin",
  answer: account,
  refusals: { 404: "There is no such user", 409: "Nobody else would be an administrator" },
});

const body = z.strictObject({
  isAdmin: z.boolean().optional(),
  isDisabled: z.boolean().optional(),
  email: emailText.nullable().optional(),
  password: passwordText.optional(),
});

/** `PATCH /-/api/v1/users/:user`: changes an account. */
export const patchAccount = factory.createHandlers(
  description,
  valid("param", userParams),
  validJson(body),
  async (c) => {
    const name = parseUserName(c.req.valid("param").user);
    const change = c.req.valid("json");
    const { database, now } = c.var.registry;
    const caller = authorizeAccount(c.var.caller, { action: "administer", what: `change the user \`${name}\`` });

    const actor = actorOf(caller, c.var.address);
    const user = await changeAccount(database, name, change, { actor, at: now() });

    return c.json(accountObject(user));
  },
);
