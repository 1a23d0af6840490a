import { authenticate } from "../accounts/authenticate.ts";
import { factory } from "./registry-routes.ts";

/** Finds out who asks; a credential that is none refuses the request, whatever it asks for. */
export const identifyCaller = factory.createMiddleware(async (c, next) => {
  const { database, now } = c.var.registry;
  c.set("caller", await authenticate(database, c.req.header("authorization"), now()));
  await next();
});
