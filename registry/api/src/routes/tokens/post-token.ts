import { z } from "zod";

import { authorizeAccount } from "../../accounts/authorize.ts";
import { actorOf } from "../../accounts/actor.ts";
import { createToken } from "../../accounts/create-token.ts";
import { confirmPassword } from "../../accounts/log-in.ts";
import { grantOf } from "../../accounts/token-grant.ts";
import { factory } from "../registry-routes.ts";
import { lineText, packageNameText } from "../schemas.ts";
import { tokenObject } from "./token-object.ts";
import { validJson } from "../valid.ts";

const dayMs = 24 * 60 * 60 * 1000;
const listMax = 100;

/** A limit that this registry does not know is refused: a token must not be able to do more than was asked for. */
const body = z.strictObject({
  password: z.string().max(1024),
  // npm sends `null` for a name that nobody gave.
  name: lineText(100).nullish(),
  description: lineText(500).nullish(),
  /** In days. */
  expires: z.number().int().min(1).max(3650).nullish(),
  readonly: z.boolean().default(false),
  cidr_whitelist: z.array(z.string().max(64)).max(listMax).nullish(),
  packages: z.array(packageNameText).max(listMax).default([]),
  packages_all: z.boolean().default(false),
  scopes: z.array(z.string().max(214)).max(listMax).default([]),
  packages_and_scopes_permission: z.enum(["no-access", "read-only", "read-write", "read-write-stage-only"]).optional(),
  orgs: z.array(z.string()).max(0, "tokens of this registry give no rights over organisations").optional(),
  orgs_permission: z.literal("no-access", "tokens of this registry give no rights over organisations").optional(),
  /** There is no second factor to go round. */
  bypass_2fa: z.boolean().optional(),
});

/** `POST /-/npm/v1/tokens`: makes a token, for the caller who says their password again (`npm token create`). */
export const postToken = factory.createHandlers(validJson(body), async (c) => {
  const { password, name, description, expires, cidr_whitelist, ...wanted } = c.req.valid("json");
  const { database, loginLimiter, now } = c.var.registry;
  const grant = grantOf({
    readonly: wanted.readonly,
    permission: wanted.packages_and_scopes_permission,
    packages: wanted.packages,
    packagesAll: wanted.packages_all,
    scopes: wanted.scopes,
  });

  const caller = authorizeAccount(c.var.caller, { action: "manage-account", what: "make a token" });
  const { address } = c.var;
  await confirmPassword({ database, limiter: loginLimiter, address }, { name: caller.name, password });

  const at = now();
  const limits = {
    cidrs: cidr_whitelist ?? [],
    expiresAt: expires == null ? undefined : new Date(at.getTime() + expires * dayMs),
  };
  const request = {
    ...grant,
    ...limits,
    description: description ?? undefined,
    user: caller.name,
    name: name ?? "npm token",
  };
  const { secret, token } = await createToken(database, request, at, actorOf(caller, address));

  return c.json({ ...tokenObject(token), token: secret }, 201);
});
