/**
 * Was a request sent by a page of another site?
 *
 * Browsers say whose page it is, and say less to an address that they do not trust: there, what changes something
 * carries its origin. Programs say neither, and are no page.
 */
export function isForeignSite(request: Pick<Request, "headers" | "url">): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "cross-site" || site === "same-site";
  const origin = request.headers.get("origin");
  return origin !== null && URL.parse(origin)?.host !== new URL(request.url).host;
}
