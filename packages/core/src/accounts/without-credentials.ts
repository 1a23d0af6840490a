import { findOwnToken } from "./credentials-in.ts";
import { dropOwnCookies, setsOwnCookie } from "./session-cookie.ts";

/**
 * Returns the headers of a request as a package may see them: without what proves who asks.
 *
 * A package that got them could act as whoever opens its pages. What is a package's own, such as another cookie or a
 * bearer token of another kind, stays.
 */
export function withoutCredentials(headers: Headers): Headers {
  const left = new Headers(headers);
  left.delete("x-plugin-key");
  if (findOwnToken(headers.get("authorization")) !== undefined) left.delete("authorization");
  const cookie = dropOwnCookies(headers.get("cookie") ?? "");
  if (cookie === undefined) left.delete("cookie");
  else left.set("cookie", cookie);
  return left;
}

/** Returns what a package answers without the cookies that only the host itself sets: it would log somebody else in. */
export function withoutOwnCookies(response: Response): Response {
  const lines = response.headers.getSetCookie();
  if (!lines.some(setsOwnCookie)) return response;
  const headers = new Headers(response.headers);
  headers.delete("set-cookie");
  for (const line of lines) if (!setsOwnCookie(line)) headers.append("set-cookie", line);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
