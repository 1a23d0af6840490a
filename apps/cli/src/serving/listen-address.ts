import { isIP } from "node:net";

import { UsageError } from "../errors.ts";

/** Where a server listens. Port 0 takes a free one. */
export type ListenAddress = {
  readonly host: string;
  readonly port: number;
  /** The option that says so, for messages: `--listen`. */
  readonly option: string;
};

type HostAndPort = Pick<ListenAddress, "host" | "port">;

const pattern = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/;

/** Returns `HOST:PORT` or `[IPV6]:PORT`, the value of `option`, as an address. Throws {@link UsageError}. */
export function parseListenAddress(text: string, option = "--listen"): ListenAddress {
  const [, ipv6, name, digits] = pattern.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits);
  if (!host || (ipv6 !== undefined && isIP(ipv6) !== 6) || port > 65_535 || digits === undefined) {
    throw new UsageError(`\`${option} ${text}\` is not an address to listen on`, {
      hint: "Use HOST:PORT, such as `127.0.0.1:5273`; port 0 takes a free one",
    });
  }
  return { host, port, option };
}

/** Returns `address` as it stands in a URL: `127.0.0.1:5273`, `[::1]:5273`. */
export function formatListenAddress({ host, port }: HostAndPort): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Why only this machine may reach a server, and what to do about it. */
export type LoopbackReason = { readonly reason: string; readonly hint: string };

const hostReason: LoopbackReason = {
  reason: "its host has no accounts",
  hint: "Listen on 127.0.0.1",
};

/** Like {@link parseListenAddress}, for what only this machine may reach: a host, unless told. Throws {@link UsageError}. */
export function parseLoopbackAddress(
  text: string,
  option = "--listen",
  { reason, hint }: LoopbackReason = hostReason,
): ListenAddress {
  const address = parseListenAddress(text, option);
  if (isLoopback(address.host)) return address;
  throw new UsageError(`\`${option} ${text}\` would let other machines in, and ${reason}`, { hint });
}

/** Can only this machine reach `host`? */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Returns the URL under which this machine reaches a server that listens on `address`. */
export function urlOf({ host, port }: HostAndPort): string {
  const everywhere: { readonly [host: string]: string } = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  return `http://${formatListenAddress({ host: everywhere[host] ?? host, port })}`;
}
