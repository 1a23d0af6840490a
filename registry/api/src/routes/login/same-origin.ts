import { ForbiddenError } from "../../accounts/account-errors.ts";
import { factory } from "../registry-routes.ts";

/**
 * Refuses a form that another site's page sends.
 *
 * Browsers say where a form comes from, and pages cannot change what they say.
 */
export const sameOrigin = factory.createMiddleware((c, next) => {
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const isForeign =
    (site !== undefined && site !== "same-origin") ||
    (origin !== undefined && origin !== new URL(c.var.registry.publicUrl).origin);
  if (isForeign) throw new ForbiddenError("This form was sent by the page of another site");
  return next();
});
