import type { Http, HttpAnswer, HttpBody, HttpRequest } from "@larder/sdk";
import { type Agent, fetch, type Response } from "undici";

import type { ServiceConsumer } from "../service-catalog.ts";
import { AddressRefusedError, isPrivateLiteral } from "./address-guard.ts";
import { HttpFailedError, HttpTooLargeError, PrivateAddressError } from "./http-errors.ts";
import { readLimited } from "./read-limited.ts";

const timeoutMsDefault = 10_000;
const timeoutMsMax = 60_000;
const bytesMaxDefault = 5_000_000;
const bytesMaxMost = 50_000_000;
const redirectsMax = 5;
/** Headers that say where a request goes, or how it is carried: the host's own affair. */
const hostHeaders = new Set(["host", "connection", "content-length", "transfer-encoding", "upgrade", "expect", "te"]);
/** Headers that were meant for the server that was asked, and for none that it sends us to. */
const secretHeaders = new Set(["authorization", "cookie", "proxy-authorization"]);

/** What the way of one package to other servers stands on. */
export type PackageHttpOptions = {
  readonly consumer: Pick<ServiceConsumer, "packageName" | "permissions">;
  /** Connects to public addresses only. */
  readonly publicAgent: Agent;
  /** Connects to every address. */
  readonly anyAgent: Agent;
};

/** One step of an exchange: what is asked of one URL. */
type Hop = {
  readonly url: URL;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | Uint8Array | undefined;
};

type Limits = { readonly signal: AbortSignal; readonly bytesMax: number };

/** Returns what fetches for one package: each URL, and each that it is sent on to, is asked of its permissions. */
export function createPackageHttp(options: PackageHttpOptions): Http {
  return {
    async fetch<As extends keyof HttpBody = "text">(
      url: string,
      request: HttpRequest & { readonly as?: As } = {},
    ): Promise<HttpAnswer<HttpBody[As]>> {
      const { timeoutMs = timeoutMsDefault, bytesMax = bytesMaxDefault } = request;
      assertLimit("timeoutMs", timeoutMs, timeoutMsMax);
      assertLimit("bytesMax", bytesMax, bytesMaxMost);
      const limits: Limits = { signal: AbortSignal.timeout(timeoutMs), bytesMax };
      let hop: Hop = firstHop(url, request);
      for (let count = 0; count <= redirectsMax; count += 1) {
        const response = await ask(options, hop, limits, timeoutMs);
        const next = redirectOf(hop, response);
        if (next === undefined) return await readAnswer(hop, response, { limits, timeoutMs, as: request.as ?? "text" });
        await response.body?.cancel();
        hop = next;
      }
      throw new HttpFailedError(labelOf(hop.url), `it was sent on more than ${redirectsMax} times`);
    },
  };
}

function assertLimit(name: string, value: number, max: number): void {
  if (!(value >= 1 && value <= max)) throw new TypeError(`\`${name}\` is a number from 1 to ${max}, not ${value}`);
}

function firstHop(text: string, { method = "GET", headers = {}, body }: HttpRequest): Hop {
  if (!URL.canParse(text)) throw new TypeError(`\`${text}\` is no URL`);
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const refused = given.find(([name]) => hostHeaders.has(name));
  if (refused !== undefined) throw new TypeError(`The header \`${refused[0]}\` is the host's own to set`);
  return { url: new URL(text), method: method.toUpperCase(), headers: new Map(given), body };
}

/** Asks one server, once its URL and its address are granted. */
async function ask(options: PackageHttpOptions, hop: Hop, limits: Limits, timeoutMs: number): Promise<Response> {
  const agent = agentFor(options, hop.url);
  try {
    return await fetch(hop.url, {
      method: hop.method,
      headers: [...hop.headers],
      ...(hop.body === undefined ? {} : { body: hop.body }),
      redirect: "manual",
      dispatcher: agent,
      signal: limits.signal,
    });
  } catch (failure) {
    const cause = failure instanceof Error ? (failure.cause ?? failure) : failure;
    if (cause instanceof AddressRefusedError) {
      throw new PrivateAddressError(options.consumer.packageName, labelOf(hop.url));
    }
    throw failureOf(hop.url, cause, limits, timeoutMs);
  }
}

function agentFor({ consumer, publicAgent, anyAgent }: PackageHttpOptions, url: URL): Agent {
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new TypeError(`\`${url.protocol}\` is not fetched; \`https:\` and \`http:\` are`);
  }
  // A name before the host makes one server look like another; tokens belong into headers.
  if (url.username !== "" || url.password !== "")
    throw new TypeError("A URL that is fetched has no name or password in it");
  const label = labelOf(url);
  consumer.permissions.check(`net:${label}`, "fetch");
  if (consumer.permissions.allows(`private-net:${label}`, "fetch")) return anyAgent;
  if (isPrivateLiteral(url)) throw new PrivateAddressError(consumer.packageName, label);
  return publicAgent;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Returns what is asked next; `undefined` when this is the answer. */
function redirectOf(hop: Hop, response: Response): Hop | undefined {
  const location = response.headers.get("location");
  if (!redirectStatuses.has(response.status) || location === null) return undefined;
  if (!URL.canParse(location, hop.url)) return undefined;
  const url = new URL(location, hop.url);
  const becomesGet = response.status === 303 ? hop.method !== "HEAD" : response.status < 303 && hop.method === "POST";
  const kept = [...hop.headers].filter(
    ([name]) =>
      (url.origin === hop.url.origin || !secretHeaders.has(name)) && !(becomesGet && name.startsWith("content-")),
  );
  return {
    url,
    method: becomesGet ? "GET" : hop.method,
    headers: new Map(kept),
    body: becomesGet ? undefined : hop.body,
  };
}

type Reading = { readonly limits: Limits; readonly timeoutMs: number; readonly as: keyof HttpBody };

async function readAnswer<As extends keyof HttpBody>(
  hop: Hop,
  response: Response,
  { limits, timeoutMs, as }: Reading,
): Promise<HttpAnswer<HttpBody[As]>> {
  const { status, ok } = response;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readLimited(response.body ?? [], limits.bytesMax);
  } catch (failure) {
    throw failureOf(hop.url, failure, limits, timeoutMs);
  }
  if (bytes === undefined) throw new HttpTooLargeError(labelOf(hop.url), limits.bytesMax);
  const headers = Object.fromEntries(response.headers);
  const body = formBody(hop.url, bytes, as) as HttpBody[As];
  return { status, ok, url: hop.url.href, headers, body };
}

function formBody(url: URL, bytes: Uint8Array, as: keyof HttpBody): unknown {
  if (as === "bytes") return bytes;
  const text = new TextDecoder().decode(bytes);
  if (as === "text") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new HttpFailedError(labelOf(url), "its answer is not JSON", cause);
  }
}

function failureOf(url: URL, cause: unknown, { signal }: Limits, timeoutMs: number): HttpFailedError {
  if (signal.aborted) return new HttpFailedError(labelOf(url), `it took longer than ${timeoutMs} ms`, cause);
  return new HttpFailedError(labelOf(url), cause instanceof Error ? cause.message : String(cause), cause);
}

/** The URL as rules name it: what stands in a query may be secret, and is no place. */
function labelOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
