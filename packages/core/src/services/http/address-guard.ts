import { lookup as lookupAddress, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP } from "node:net";

import { Agent } from "undici";

import { isPublicAddress } from "./public-address.ts";

/** Thrown into a connection that would go to an address that is not public. */
export class AddressRefusedError extends Error {}

type LookupDone = (failure: Error | null, addresses: LookupAddress[]) => void;

const connectTimeoutMs = 5000;

/**
 * Returns what connects to public addresses only.
 *
 * The address is checked where it is connected to: a name that is looked up once to be checked, and again to be
 * used, may mean something else the second time.
 */
export function publicAgent(): Agent {
  return new Agent({
    connect: {
      timeout: connectTimeoutMs,
      lookup(hostname: string, options: LookupOptions, done: LookupDone) {
        lookupAddress(hostname, { ...options, all: true }, (failure, addresses) => {
          if (failure !== null) return done(failure, []);
          const refused = addresses.some(({ address }) => !isPublicAddress(address));
          return refused ? done(new AddressRefusedError(hostname), []) : done(null, addresses);
        });
      },
    },
  });
}

/** Returns what connects to every address. */
export function anyAgent(): Agent {
  return new Agent({ connect: { timeout: connectTimeoutMs } });
}

/** Is the host of `url` written as an address that is not public? Nothing is looked up for those. */
export function isPrivateLiteral(url: URL): boolean {
  const host = url.hostname.replaceAll(/^\[|\]$/gu, "");
  return isIP(host) !== 0 && !isPublicAddress(host);
}
