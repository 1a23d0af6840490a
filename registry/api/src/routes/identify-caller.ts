import { authorize } from "../accounts/authorize.ts";
import { anonymous, type Caller } from "../accounts/caller.ts";
import type { RegistryParts } from "../operating/registry-parts.ts";
import { factory } from "./registry-routes.ts";

/** Finds out who asks; a credential that is none, or not for this address, refuses the request, whatever it asks for. */
export const identifyCaller = factory.createMiddleware(async (c, next) => {
  const { registry, address } = c.var;
  let known: Caller | undefined;
  const identify = async (): Promise<Caller> => {
    const found = await callerOf(registry, c.req.header("authorization"), address);
    // It stays the same object for as long as nothing about the caller has changed.
    if (found !== known) c.set("caller", found.type === "user" ? { ...found, address } : found);
    known = found;
    return c.var.caller;
  };
  c.set("identifyAgain", identify);
  await identify();
  await next();
});

/** Returns who asks with this `Authorization` header from `address`, as of now. Throws `BadCredentialError`, `ForbiddenError`. */
export async function callerOf(
  registry: RegistryParts,
  authorization: string | undefined,
  address: string | undefined,
): Promise<Caller> {
  // What a credential may do is said by rows, which other replicas write, too.
  if (authorization !== undefined) await registry.refresh();
  return knownCaller(registry, authorization, address);
}

/** The same, as of the last refresh. */
export async function knownCaller(
  { callers, tokenUses, now }: RegistryParts,
  authorization: string | undefined,
  address: string | undefined,
): Promise<Caller> {
  if (authorization === undefined) return anonymous;
  const at = now();
  const caller = await callers.authenticate(authorization, { now: at, address });
  authorize(caller, { action: "connect", address });
  if (caller.type === "user") tokenUses.note(caller.token.id, at);
  return caller;
}
