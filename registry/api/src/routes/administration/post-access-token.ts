import { tokenScopes } from "@larder/registry-database";
import { z } from "zod";

import { actorOf } from "../../accounts/actor.ts";
import { authorizeAccount } from "../../accounts/authorize.ts";
import { createToken } from "../../accounts/create-token.ts";
import { confirmPassword } from "../../accounts/log-in.ts";
import { newAccessToken } from "../api/answers/account-answers.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { lineText, queryText } from "../schemas.ts";
import { InvalidInputError, validJson } from "../valid.ts";
import { accessTokenObject } from "./access-token-object.ts";
import { passwordText, userNameText } from "./schemas.ts";

const listMax = 100;

const description = operation({
  id: "createToken",
  tag: "accounts",
  summary: "Makes a token: for yourself with your password, or as an administrator for a user",
  right: "login",
  status: 201,
  answer: newAccessToken,
  refusals: { 404: "There is no such user" },
});

const body = z.strictObject({
  user: userNameText.meta({ description: "Whose it will be; only for administrators." }).optional(),
  password: passwordText.meta({ description: "Yours, once more, for a token of your own." }).optional(),
  name: lineText(100).default("API token"),
  description: lineText(500).optional(),
  scopes: z.array(z.enum(tokenScopes)).min(1).max(tokenScopes.length).default(["read"]),
  packages: z
    .array(queryText(214))
    .max(listMax)
    .meta({ description: "Names, and patterns such as `@acme/*`. None means all." })
    .default([]),
  cidrs: z
    .array(queryText(64))
    .max(listMax)
    .meta({ description: "The addresses that it is used from. None means all." })
    .default([]),
  expires: z.iso.datetime().optional(),
});

/** `POST /-/api/v1/tokens`: makes a token, as `larder token create` does at the machine. */
export const postAccessToken = factory.createHandlers(description, validJson(body), async (c) => {
  const { user, password, packages, expires, ...wanted } = c.req.valid("json");
  const { database, loginLimiter: limiter, now } = c.var.registry;
  const { address } = c.var;
  const action = user === undefined ? "manage-account" : "administer";
  const caller = authorizeAccount(c.var.caller, { action, what: "make a token" });
  if (user === undefined) {
    if (password === undefined) throw new InvalidInputError("password", "a token of your own needs it once more");
    await confirmPassword({ database, limiter, address }, { name: caller.name, password });
  }

  const at = now();
  const owner = user ?? caller.name;
  const expiresAt = expires === undefined ? undefined : new Date(expires);
  if (expiresAt !== undefined && expiresAt <= at) throw new InvalidInputError("expires", "it is past");
  const request = { ...wanted, user: owner, packagePatterns: packages, expiresAt };
  const { secret, token } = await createToken(database, request, at, actorOf(caller, address));

  return c.json({ ...accessTokenObject(token, owner), token: secret } as object, 201);
});
