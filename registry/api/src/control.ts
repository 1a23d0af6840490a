import { Hono } from "hono";
import { randomUUID } from "node:crypto";
import { z } from "zod";

import { createToken } from "./accounts/create-token.ts";
import { createUser } from "./accounts/create-user.ts";
import { importAdvisories } from "./origins/advisories/import-advisories.ts";
import { endAccessToken, listAccessTokens, listAccounts, setAccountDisabled } from "./operator.ts";
import { failureResponse } from "./operating/failure-response.ts";
import type { RegistryFoundation } from "./operating/registry-parts.ts";
import { validJson } from "./routes/valid.ts";

const newUser = z.strictObject({
  name: z.string(),
  password: z.string(),
  email: z.string().optional(),
  isAdmin: z.boolean().optional(),
});

const newToken = z.strictObject({
  user: z.string(),
  name: z.string().default("command line"),
  scopes: z.array(z.string()),
  packagePatterns: z.array(z.string()).optional(),
  cidrs: z.array(z.string()).optional(),
  expiresAt: z.iso.datetime().optional(),
});

const disabling = z.strictObject({ user: z.string(), isDisabled: z.boolean() });

const tokenOwner = z.strictObject({ user: z.string() });

const tokenEnding = z.strictObject({ user: z.string(), key: z.string() });

const newAdvisories = z.strictObject({ archive: z.string() });

/** What the operations work on, and where their failures are told. */
export type ControlledRegistry = Pick<RegistryFoundation, "database" | "logger" | "now">;

/**
 * Returns the operations that the machine's operator may do while the server holds the database.
 *
 * It asks nobody who they are: whoever can open the control socket is the operator.
 */
export function createControl({ database, logger, now }: ControlledRegistry): Hono {
  const control = new Hono();

  control.post("/users", validJson(newUser), async (c) => {
    const user = await createUser(database, c.req.valid("json"), now());
    return c.json({ name: user.name, isAdmin: user.isAdmin }, 201);
  });

  control.post("/tokens", validJson(newToken), async (c) => {
    const { expiresAt, ...request } = c.req.valid("json");
    const expires = expiresAt === undefined ? undefined : new Date(expiresAt);
    const { secret, token } = await createToken(database, { ...request, expiresAt: expires }, now());
    return c.json({ token: secret, prefix: token.prefix, scopes: token.scopes }, 201);
  });

  control.post("/users/list", async (c) => c.json(await listAccounts(database)));

  control.post("/users/disable", validJson(disabling), async (c) =>
    c.json(await setAccountDisabled(database, c.req.valid("json"), now())),
  );

  control.post("/tokens/list", validJson(tokenOwner), async (c) =>
    c.json(await listAccessTokens(database, c.req.valid("json").user)),
  );

  control.post("/tokens/end", validJson(tokenEnding), async (c) => {
    await endAccessToken(database, c.req.valid("json"), now());
    return c.json({ ok: true });
  });

  control.post("/advisories", validJson(newAdvisories), async (c) =>
    c.json(await importAdvisories(database, c.req.valid("json").archive), 201),
  );

  control.onError((error, c) => {
    const { method, path } = c.req;
    return failureResponse({ logger }, { method, path, requestId: randomUUID() }, error);
  });
  return control;
}
