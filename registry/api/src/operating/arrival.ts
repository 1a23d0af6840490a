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
  /** Where the client is, as far as anybody trustworthy knows. */
  readonly address: string | undefined;
  /** The ids of the registries that the request has passed, this one included. */
  readonly hops: string;
  /** By `performance.now()`. */
  readonly startedAt: number;
};

/** Returns what is known of a request that has just come. */
export function noteArrival(registry: RegistryParts, { method, path, peer, header }: Incoming): Arrival {
  const { trustedProxies, registryId } = registry;
  const hops = header(hopsHeader);
  return {
    method,
    path,
    requestId: randomUUID(),
    address: findClientAddress({ peer, forwardedFor: header("x-forwarded-for"), trustedProxies }),
    hops: hops === undefined ? registryId : `${hops}, ${registryId}`,
    startedAt: performance.now(),
  };
}

/** Notes that a request was answered with `status`: the one line that the log has of it. */
export function noteAnswer(registry: RegistryParts, arrival: Arrival, status: number): void {
  const { method, path, requestId, startedAt } = arrival;
  const ms = Math.round(performance.now() - startedAt);
  logRequest(registry.logger, { method, path, requestId, status, ms });
}
