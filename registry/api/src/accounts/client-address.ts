import { isIP } from "node:net";

import { type AddressRanges, plainAddress } from "../origins/address-ranges.ts";

/** What is known about where a request came from. */
export type Arrival = {
  /** The other end of the socket; `undefined` when there is none. */
  readonly peer: string | undefined;
  /** The header `X-Forwarded-For`, which anybody can write. */
  readonly forwardedFor: string | undefined;
  /** The addresses of the proxies that are believed. */
  readonly trustedProxies: AddressRanges;
};

/**
 * Returns the address of the client; `undefined` when nobody trustworthy knows it.
 *
 * Each proxy adds whom it got the request from at the end. So the list is read from its end for as long as a
 * trusted proxy has written it; what stands further to the left, a client may have made up.
 */
export function findClientAddress({ peer, forwardedFor, trustedProxies }: Arrival): string | undefined {
  if (peer === undefined) return undefined;
  let address = plainAddress(peer);
  const hops = forwardedFor?.split(",").map((hop) => plainAddress(hop.trim())) ?? [];
  while (trustedProxies.covers(address)) {
    const before = hops.pop();
    if (before === undefined) return address;
    if (isIP(before) === 0) return undefined;
    address = before;
  }
  return address;
}

/** Returns what of an address one customer of a network has: IPv6 is given out by the /64. */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return "nowhere";
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const left = head.split(":");
  const filled = tail === undefined ? left : [...left, ...Array<string>(4).fill("0")];
  return filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group || "0", 16).toString(16))
    .join(":");
}

/** Does a client with this address run on the machine of the registry? */
export function isOfThisMachine(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
