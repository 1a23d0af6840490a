import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorizeAccount } from "../../accounts/authorize.ts";
import { createUser } from "../../accounts/create-user.ts";
import { account } from "../api/answers/account-answers.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { validJson } from "../valid.ts";
import { accountObject } from "./account-object.ts";
import { emailText, passwordText } from "./schemas.ts";

const description = operation({
  id: "createUser",
  tag: "accounts",
  summary: "Makes a user",
  right: "admin",
  status: 201,
  answer: account,
  refusals: { 409: "There is a user of that name" },
});

const body = z.strictObject({
  name: z.string().max(64),
  password: passwordText
    .meta({ description: "Without one, nobody logs in: the user acts by the tokens that an administrator makes." })
    .optional(),
  email: emailText.optional(),
  isAdmin: z.boolean().default(false),
});

/** `POST /-/api/v1/users`: makes a user, as `larder user add` does at the machine. */
export const postUser = factory.createHandlers(description, validJson(body), async (c) => {
  const wanted = c.req.valid("json");
  const { database, now } = c.var.registry;
  const caller = authorizeAccount(c.var.caller, { action: "administer", what: "make a user" });

  const user = await createUser(database, wanted, now(), actorOf(caller, c.var.address));

  return c.json(accountObject(user), 201);
});
