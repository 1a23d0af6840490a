import type { Context } from "hono";

import { DoorError } from "./door-error.ts";
import { hostInUrl, nameOf, rememberedByName } from "./named-host.ts";

/** The tenant that is meant where nobody says one. */
const defaultTenant = "default";

const tenantPattern = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Returns what finds the tenant that a request is for: that of `X-Tenant-ID`, else the first part of the name that it is
 * addressed to, `acme` of `acme.chat.example` where `chat.example` is one of `hostNames`. Undefined for the default.
 *
 * It throws {@link DoorError} for a name that no tenant can have.
 */
export function tenantFinder(hostNames: readonly string[]): (c: Context) => string | undefined {
  const inName = rememberedByName((host) => ({ tenant: findSubdomain(nameOf(host) ?? "", hostNames) }));
  return (c) => {
    const tenant = c.req.header("x-tenant-id") ?? inName(hostInUrl(c)).tenant;
    if (tenant === undefined || tenant === defaultTenant) return undefined;
    if (tenantPattern.test(tenant)) return tenant;
    throw new DoorError(
      "EBADREQUEST",
      `\`${tenant.slice(0, 80)}\` cannot be a tenant`,
      "The name of a tenant has 1 to 64 letters, digits, `_` and `-`",
    );
  };
}

/** Returns the part of `name` before one of `hostNames`, or before `localhost`; undefined when it is no name below one. */
export function findSubdomain(name: string, hostNames: readonly string[]): string | undefined {
  if (hostNames.includes(name)) return undefined;
  const parent = [...hostNames, "localhost"].find((known) => name.endsWith(`.${known}`));
  if (parent === undefined) return undefined;
  const label = name.slice(0, -parent.length - 1);
  return tenantPattern.test(label) ? label : undefined;
}
