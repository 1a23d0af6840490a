import ipaddr from "ipaddr.js";

/** What is known of where a request came from. */
export type Arrival = {
  /** The other end of the socket; undefined when there is none. */
  readonly peer: string | undefined;
  /** `X-Forwarded-For`, which anybody can write. */
  readonly forwardedFor: string | null;
  /** Addresses and ranges of the proxies that are believed. */
  readonly proxies: readonly string[];
};

/**
 * Returns the address of the client; undefined for what came over no socket, `unknown` when a proxy does not say it.
 *
 * Each proxy adds whom it got the request from at the end. So the list is read from its end for as long as a proxy that
 * is believed has written it; what stands further to the left, a client may have made up.
 */
export function clientAddress({ peer, forwardedFor, proxies }: Arrival): string | undefined {
  const hops = forwardedFor?.split(",").map((hop) => hop.trim()) ?? [];
  let address = peer;
  while (address !== undefined && isWithin(address, proxies)) {
    const before = hops.pop();
    if (before === undefined) return address;
    address = ipaddr.isValid(before) ? before : "unknown";
  }
  return address;
}

function isWithin(text: string, ranges: readonly string[]): boolean {
  if (ranges.length === 0 || !ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return ranges.some((range) => {
    const [base, bits] = ipaddr.parseCIDR(range.includes("/") ? range : `${range}/${range.includes(":") ? 128 : 32}`);
    return address.kind() === base.kind() && address.match(base, bits);
  });
}
