import ipaddr from "ipaddr.js";

/**
 * Is `address` one that anybody on the internet may ask? Loopback, private networks, link-local addresses (where
 * clouds keep their secrets) and every other reserved range are not, in whatever form they are written.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address that is written as IPv6 is the IPv4 address.
  return ipaddr.process(address).range() === "unicast";
}
