import { isIP } from "node:net";
import type { Agent, fetch as undiciFetch, RequestInit, Response } from "undici";

import type { Uplink } from "./configuration.ts";
import { isPrivateAddress, lookupPublic } from "./private-addresses.ts";
import { ForbiddenAddressError, UplinkAnswerError, UplinkUnavailableError } from "./uplink-errors.ts";

const redirectsMax = 5;

/** A cold installation asks for hundreds of packages at once; an uplink should not meet them all together. */
const connectionsMax = 48;

/** What is sent to an uplink: a question by its URL, or with a body, which is posted. */
export type UplinkRequest = {
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  /** Ends the request, and the answer where it is. */
  readonly signal?: AbortSignal;
};

/** What carries the requests: one agent for hosts that the operator declared, one that reaches public addresses only. */
type Transport = { readonly fetch: typeof undiciFetch; readonly declaredAgent: Agent; readonly publicAgent: Agent };

/** Sends one request to an uplink, following redirects only to where it may lead; a body is never sent on. */
export type UplinkFetch = (url: string, request: UplinkRequest) => Promise<Response>;

/** A fetch that belongs to one uplink, and its connections. */
export type UplinkConnection = { readonly fetch: UplinkFetch; close(): Promise<void> };

/** The library takes 10 MB, which a registry need not carry before it asks an uplink for the first time. */
async function openTransport({ timeoutMs }: Uplink): Promise<Transport> {
  const { Agent, fetch } = await import("undici");
  const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connections: connectionsMax };
  const connectTimeoutMs = Math.min(timeoutMs, 10_000);
  return {
    fetch,
    declaredAgent: new Agent({ ...limits, connect: { timeout: connectTimeoutMs } }),
    publicAgent: new Agent({ ...limits, connect: { timeout: connectTimeoutMs, lookup: lookupPublic } }),
  };
}

/**
 * Opens the connection to an uplink.
 *
 * Its `fetch` throws {@link ForbiddenAddressError} when a URL or a redirect leads to a private address
 * that nobody declared, and {@link UplinkUnavailableError} when nothing answers in time. The uplink's
 * token goes to the uplink's own origin and nowhere else.
 */
export function connectUplink(name: string, uplink: Uplink): UplinkConnection {
  const own = new URL(uplink.url);
  let opened: Promise<Transport> | undefined;
  const declared = new Set(uplink.privateHosts);
  const isDeclared = (url: URL): boolean =>
    url.host === own.host || declared.has(url.hostname) || declared.has(hostAndPort(url));

  async function send(url: URL, { headers, body, signal }: UplinkRequest): Promise<Response> {
    assertFetchable(name, url, isDeclared(url));
    const transport = await (opened ??= openTransport(uplink));
    const isOwn = url.origin === own.origin;
    const authorization = isOwn && uplink.token !== undefined ? { authorization: `Bearer ${uplink.token}` } : {};
    const init: RequestInit = {
      headers: { ...headers, ...authorization },
      ...(body === undefined ? {} : { method: "POST", body }),
      ...(signal === undefined ? {} : { signal }),
      redirect: "manual",
      dispatcher: isDeclared(url) ? transport.declaredAgent : transport.publicAgent,
    };
    try {
      return await transport.fetch(url, init);
    } catch (error) {
      throw toUplinkError(name, url, error);
    }
  }

  return {
    async fetch(target, request) {
      let url = parseUrl(name, target);
      for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
        const response = await send(url, request);
        const location = response.headers.get("location");
        if (request.body !== undefined || response.status < 300 || response.status >= 400 || location === null)
          return response;
        await response.body?.cancel();
        url = parseUrl(name, location, url);
      }
      throw new UplinkAnswerError(name, "redirects without end");
    },
    async close() {
      const transport = await opened;
      await Promise.all([transport?.declaredAgent.destroy(), transport?.publicAgent.destroy()]);
    },
  };
}

function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port === "" ? (protocol === "https:" ? "443" : "80") : port}`;
}

function parseUrl(uplink: string, text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (url === null) throw new UplinkAnswerError(uplink, `names \`${text.slice(0, 200)}\`, which is not a URL`);
  return url;
}

function assertFetchable(uplink: string, url: URL, isDeclared: boolean): void {
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new ForbiddenAddressError(uplink, url.href.slice(0, 200), "which is not an address on the web");
  }
  const address = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (!isDeclared && isIP(address) !== 0 && isPrivateAddress(address)) {
    throw new ForbiddenAddressError(uplink, url.host, "which is a private address");
  }
}

function toUplinkError(uplink: string, url: URL, error: unknown): Error {
  if (error instanceof Error && error.name === "TimeoutError") {
    return new UplinkUnavailableError(uplink, `\`${url.host}\` takes too long`, error);
  }
  const code = findCode(error);
  if (code === "EPRIVATE") return new ForbiddenAddressError(uplink, url.host, "which has a private address");
  return new UplinkUnavailableError(uplink, `\`${url.host}\` does not answer (${code ?? "no connection"})`, error);
}

/** Finds the system's code under the errors that wrap it. */
function findCode(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code: unknown = Reflect.get(cause, "code");
    if (typeof code === "string") return code;
  }
  return undefined;
}
