import { service } from "./token.ts";
import type { ServiceToken } from "./token.ts";

/** What is asked of a server. */
export type HttpRequest = {
  /** `GET` when left out. */
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  /** The most that the whole exchange may take, in milliseconds; 10 000 when left out, at most 60 000. */
  readonly timeoutMs?: number;
  /** The largest body of an answer, in bytes once unpacked; 5 MB when left out, at most 50 MB. */
  readonly bytesMax?: number;
};

/** How the body of an answer comes: as a text, as what its JSON says, or as bytes. */
export type HttpBody = { readonly text: string; readonly json: unknown; readonly bytes: Uint8Array };

/** What a server answered, all of it data. */
export type HttpAnswer<Body> = {
  readonly status: number;
  /** True for 200 to 299. */
  readonly ok: boolean;
  /** Where it came from, after redirects. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Body;
};

/**
 * Asks servers over HTTP and HTTPS. Every URL, also where a redirect leads, is asked of the permissions as
 * `net:<url without query>` with `fetch`.
 *
 * A pattern for URLs is matched in two parts: `*` of its host does not reach into the path. A server at an
 * address that is not public is refused, unless `private-net:<url>` is allowed too.
 */
export type Http = {
  /** Returns the answer, whatever its status. Throws when there is none, it is too large, or `as` is `json` and it is not. */
  fetch<As extends keyof HttpBody = "text">(
    url: string,
    request?: HttpRequest & { readonly as?: As },
  ): Promise<HttpAnswer<HttpBody[As]>>;
};

/** The host's way to other servers. Needs rules such as `allow("net:https://api.example/*", ["fetch"])`. */
export const Http: ServiceToken<Http, "http"> = service<Http, "http">("http");
