import { startWebLogin } from "../../accounts/web-login.ts";
import { factory } from "../registry-routes.ts";

/** `POST /-/v1/login`: starts a login that is made in a browser (`npm login`, `pnpm login`). */
export const postWebLogin = factory.createHandlers(async (c) => {
  const { database, loginLimiter: limiter, publicUrl, now } = c.var.registry;

  const { pageSecret, doneSecret } = await startWebLogin({ database, limiter, at: now(), address: c.var.address });

  const loginUrl = `${publicUrl}/-/v1/login/${pageSecret}`;
  const doneUrl = `${publicUrl}/-/v1/done/${doneSecret}`;
  return c.json({ loginUrl, doneUrl }, 200, { "cache-control": "no-store" });
});
