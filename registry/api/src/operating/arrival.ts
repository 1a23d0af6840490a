import { randomUUID } from "node:crypto";

import { findClientAddress } from "../accounts/client-address.ts";
import { hopsHeader } from "../origins/uplink-client.ts";
import type { ReadHeader } from "../packuments/document-answer.ts";
import { logRequest } from "./log-request.ts";
import type { RegistryParts } from "./registry-parts.ts";

/** A request as both doors know it when it comes. */
export type Incoming = {
  readonly method: string;
  /** What routes are matched against. */
  readonly path: string;
  /** The address of the other end of the socket. */
  readonly peer: string | undefined;
  readonly header: ReadHeader;
};

/** What is found out about every request first, whichever door it came through. */
export type Arrival = {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  /** Where the client is; `undefined` when nobody knows who may be trusted. */
  readonly address: string | undefined;
  /** The ids of the registries that the request has passed, this one included. */
  readonly hops: string;
  /** By `performance.now()`. */
  readonly startedAt: number;
};

/** Returns what is known of a request that has just come. */
export function noteArrival(registry: RegistryParts, { method, path, peer, header }: Incoming): Arrival {
  const { trustedProxies, registryId, operations } = registry;
  operations.metrics.inFlight += 1;
  const hops = header(hopsHeader);
  return {
    method,
    path,
    requestId: requestIdOf(header("x-request-id")),
    address: findClientAddress({ peer, forwardedFor: header("x-forwarded-for"), trustedProxies }),
    hops: hops === undefined ? registryId : `${hops}, ${registryId}`,
    startedAt: performance.now(),
  };
}

/**
 * Notes that a request was answered with `status`: the one line that the log has of it, and what the metrics have.
 * `route` is the pattern that it was matched by.
 */
export function noteAnswer(registry: RegistryParts, arrival: Arrival, status: number, route: string): void {
  const { method, path, requestId, startedAt } = arrival;
  const { metrics } = registry.operations;
  const ms = performance.now() - startedAt;
  metrics.inFlight -= 1;
  metrics.requests.meterOf(knownMethods.has(method) ? method : "other", route).observe(status, ms);
  logRequest(registry.logger, { method, path, requestId, status, ms: Math.round(ms) });
}

/** Whatever else a client calls a method must not become a metric. */
const knownMethods = new Set(["GET", "HEAD", "PUT", "POST", "DELETE"]);

/** A proxy may have named the request already; what could be anything else than a name is not repeated. */
function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
