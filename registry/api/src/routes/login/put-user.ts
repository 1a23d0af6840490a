import { z } from "zod";

import { logIn } from "../../accounts/log-in.ts";
import { factory } from "../registry-routes.ts";
import { lineText } from "../schemas.ts";
import { InvalidInputError, valid, validJson } from "../valid.ts";

const params = z.object({ user: z.string().startsWith("org.couchdb.user:", "must begin with `org.couchdb.user:`") });

const body = z.looseObject({
  name: z.string().max(214),
  password: z.string().max(1024),
  email: lineText(254).optional(),
});

/** `PUT /-/user/org.couchdb.user:NAME`: logs in and answers with a new token (`npm login`, `pnpm login`). */
export const putUser = factory.createHandlers(valid("param", params), validJson(body), async (c) => {
  const { user } = c.req.valid("param");
  const { name, password, email } = c.req.valid("json");
  const { database, loginLimiter, configuration, now } = c.var.registry;
  if (user !== `org.couchdb.user:${name}`) throw new InvalidInputError("name", "it is another user than in the URL");

  const context = { database, limiter: loginLimiter, signUp: configuration.signUp, at: now(), address: c.var.address };
  const token = await logIn(context, { name, password, email });

  return c.json({ ok: true, id: user, rev: "1-larder", token }, 201);
});
