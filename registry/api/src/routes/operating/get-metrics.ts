import { authorize } from "../../accounts/authorize.ts";
import { AddressRanges } from "../../origins/address-ranges.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { callerOf } from "../identify-caller.ts";
import { factory } from "../registry-routes.ts";

/**
 * `GET /-/metrics`: what Prometheus collects.
 *
 * They name no package and no user. Still they are for this machine, or whoever `metricsReaders` says, and for
 * administrators.
 */
export const getMetrics = factory.createHandlers(async (c) => {
  const { registry, address } = c.var;
  const isForwarded = c.req.header("x-forwarded-for") !== undefined;
  if (!isReader(registry, { address, peer: c.env.peer, isForwarded })) {
    const caller = await callerOf(registry, c.req.header("authorization"), address);
    authorize(caller, { action: "administer", what: "read the metrics" });
  }

  const text = await registry.operations.metrics.text();

  return c.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" });
});

type Asker = { readonly address: string | undefined; readonly peer: string | undefined; readonly isForwarded: boolean };

/** Behind a proxy that nobody declared, everybody has the address of the proxy: it does not count then. */
function isReader({ configuration, trustedProxies }: RegistryParts, { address, peer, isForwarded }: Asker): boolean {
  if (address === undefined || peer === undefined) return false;
  if (isForwarded && !trustedProxies.covers(peer)) return false;
  return new AddressRanges(configuration.metricsReaders).covers(address);
}
