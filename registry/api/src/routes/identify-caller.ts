import { authenticate } from "../accounts/authenticate.ts";
import { authorize } from "../accounts/authorize.ts";
import { factory } from "./registry-routes.ts";

/** Finds out who asks; a credential that is none, or not for this address, refuses the request, whatever it asks for. */
export const identifyCaller = factory.createMiddleware(async (c, next) => {
  const { database, tokenUses, now } = c.var.registry;
  const caller = await authenticate(database, c.req.header("authorization"), now());
  authorize(caller, { action: "connect", address: c.var.address });
  if (caller.type === "user") tokenUses.note(caller.token.id, now());
  c.set("caller", caller);
  await next();
});
