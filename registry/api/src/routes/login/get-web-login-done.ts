import { z } from "zod";

import { takeWebLoginToken } from "../../accounts/web-login.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

const params = z.object({ done: z.string().max(64) });
const retrySeconds = 1;

/** `GET /-/v1/done/:done`: the token of a login in a browser, once; 202 until somebody has logged in. */
export const getWebLoginDone = factory.createHandlers(valid("param", params), async (c) => {
  const { done } = c.req.valid("param");
  const { database, now } = c.var.registry;

  const token = await takeWebLoginToken({ database, at: now(), address: c.var.address }, done);

  c.header("cache-control", "no-store");
  if (token !== undefined) return c.json({ token });
  return c.json({}, 202, { "retry-after": String(retrySeconds) });
});
