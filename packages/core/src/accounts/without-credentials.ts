import { findOwnToken } from "./credentials-in.ts";
import { withoutOwnCookies } from "./session-cookie.ts";

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
  const cookie = withoutOwnCookies(headers.get("cookie") ?? "");
  if (cookie === undefined) left.delete("cookie");
  else left.set("cookie", cookie);
  return left;
}
