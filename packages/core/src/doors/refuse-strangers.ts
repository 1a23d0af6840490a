import type { Context, Next } from "hono";

import { isForeignSite } from "../accounts/foreign-site.ts";
import { isAllowedOrigin } from "./allowed-origins.ts";
import { DoorError } from "./door-error.ts";
import { hostInUrl, nameOf, rememberedByName } from "./named-host.ts";
import { findSubdomain } from "./tenant.ts";

/**
 * Returns what refuses requests to any name but a loopback one, those of `hostNames`, and the names of tenants below
 * them.
 *
 * Until a host has accounts, whoever reaches it may call it. A browser reaches it for any page whose
 * own name was made to lead to this machine; only the name in `Host` tells such a page from the operator.
 * It throws {@link DoorError}.
 */
export function nameGuard(hostNames: readonly string[]): (c: Context) => void {
  const known = hostNames.map((name) => nameOf(name) ?? name);
  const judge = rememberedByName((host) => ({ isKnown: isKnown(nameOf(host), known) }));
  return (c) => {
    const inUrl = hostInUrl(c);
    const named = c.req.header("host") ?? inUrl;
    // Servers make the one of the other: nearly always they are the same.
    const stranger = (named === inUrl ? [named] : [named, inUrl]).find((host) => !judge(host).isKnown);
    if (stranger !== undefined) {
      throw new DoorError(
        "E403",
        `This host does not answer to the name \`${stranger}\``,
        "Address it as `127.0.0.1` or `localhost`",
      );
    }
  };
}

function isKnown(name: string | undefined, known: readonly string[]): boolean {
  if (name === undefined) return false;
  return isLoopback(name) || known.includes(name) || findSubdomain(name, known) !== undefined;
}

/** URLs have every way of writing an IPv4 address as four numbers. */
function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127(?:\.\d+){3}$/.test(name);
}

/** Throws {@link DoorError} for what a page of another site sends, but for those whose origin is allowed. */
export function assertOwnSite(c: Context): void {
  if (isForeignSite(c.req.raw) && !isAllowedOrigin(c))
    throw new DoorError("E403", "A page of another site may not call this host");
}

/** Refuses what {@link assertOwnSite} does. */
export async function refuseOtherSites(c: Context, next: Next): Promise<void> {
  assertOwnSite(c);
  await next();
}
