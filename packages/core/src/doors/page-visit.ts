import { ExpectedError } from "@larder/errors";
import type { Context, MiddlewareHandler } from "hono";

import type { Mount } from "../lifecycle/runtime.ts";
import type { Asker } from "../permissions/access.ts";
import { pageTokenHeader, type PageTokens } from "./page-tokens.ts";
import { visitOf } from "./visit.ts";

/** What browsers call the origin of a page that has none. */
const noOrigin = "null";
const methods = "GET, HEAD, POST, PUT, PATCH, DELETE";

/** The token that a page sent is none, or no longer, or another package's. */
class PageTokenError extends ExpectedError {
  readonly code = "ENEEDAUTH";

  constructor() {
    super("This page was opened too long ago, or by somebody who has logged out", { hint: "Load it again" });
  }
}

/**
 * Answers what browsers ask before a page without an origin sends its token: that it may be sent. Whether there is such a
 * plugin, and whether the token is good, is said to the request itself.
 */
export const answerPageQuestions: MiddlewareHandler = async (c, next) => {
  const asked = c.req.header("access-control-request-headers")?.toLowerCase() ?? "";
  const isAboutToken = asked.split(/\s*,\s*/).includes(pageTokenHeader);
  if (c.req.method !== "OPTIONS" || !isAboutToken || !isFromPage(c)) return await next();
  return c.body(null, 204, {
    "access-control-allow-origin": noOrigin,
    "access-control-allow-methods": methods,
    "access-control-allow-headers": asked,
    "access-control-max-age": "600",
    vary: "origin, access-control-request-headers",
  });
};

/** Returns whether a request is one of a page of a sandboxed package that says by a token who opened it. */
export function isPageVisit(c: Context, mount: Mount | undefined): mount is Mount {
  return mount?.isSandboxed === true && isFromPage(c) && c.req.header(pageTokenHeader) !== undefined;
}

/**
 * Returns who opened the page that sends a request, as far as they may be asked for still: it is looked up as if they
 * asked themselves. The page may read the answer, and why there is none. Throws {@link PageTokenError} (401).
 */
export async function askerOfPage(c: Context, tokens: PageTokens, plugin: string, mount: Mount): Promise<Asker> {
  for (const [name, value] of readableByPage) c.header(name, value);
  const holder = tokens.find(c.req.header(pageTokenHeader) ?? "", plugin, mount);
  if (holder === undefined) throw new PageTokenError();
  const asker = await visitOf(c).askByCookie(holder.cookie);
  if (asker.type !== "principal" && asker.type !== "operator") throw new PageTokenError();
  return asker;
}

const readableByPage = [
  ["access-control-allow-origin", noOrigin],
  ["vary", "origin"],
] as const;

/** Lets a page read what its package answers. Nothing of it is for others: an answer belongs to whoever opened the page. */
export function letPageRead({ headers }: Response): void {
  headers.set("access-control-allow-origin", noOrigin);
  headers.delete("access-control-allow-credentials");
  headers.append("vary", "origin");
}

/** A page that is asked for, and who asks; undefined where nobody was looked up. */
type OpenedPage = { readonly plugin: string; readonly mount: Mount; readonly asker: Asker | undefined };

/**
 * Returns the token for the page that somebody opens with a request; undefined where no page is opened.
 *
 * Only a browser that shows it by itself gets one: a page inside another could be covered by it, and clicked without being
 * seen. Browsers say so where they trust the address: over TLS, and on the same machine.
 */
export function tokenForPage(c: Context, tokens: PageTokens, { plugin, mount, asker }: OpenedPage): string | undefined {
  const isShown = c.req.header("sec-fetch-mode") === "navigate" && c.req.header("sec-fetch-dest") === "document";
  if (asker === undefined || !mount.isSandboxed || !isShown || c.req.method !== "GET") return undefined;
  const cookie = asker.type === "operator" ? undefined : visitOf(c).sessionCookie();
  // Who is known by something else than a session sends that along by themselves.
  if (asker.type !== "operator" && cookie === undefined) return undefined;
  return tokens.give({ plugin, packageName: mount.packageName, cookie });
}

/** Keeps every copy of a page that holds a token from being shown to somebody else. */
export function keepFromCaches({ headers }: Response): void {
  headers.set("cache-control", "no-store");
}

function isFromPage(c: Context): boolean {
  return c.req.header("origin") === noOrigin;
}
