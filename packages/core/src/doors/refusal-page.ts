import type { Context } from "hono";

import { AccessDeniedError, LoginNeededError } from "../permissions/access.ts";
import { deniedPage, showPage } from "./account-pages.ts";
import { wantsPage } from "./page.ts";

/**
 * Returns what a person with a browser gets in the place of `error`: the login, which leads back to where they wanted to
 * go, or a page that says why they may not. Undefined for programs, and for what a login does not help against.
 *
 * A proxy that asks a gate sends on what the browser said of itself, and acts on the status alone.
 */
export function refusalPage(c: Context, error: unknown): Response | Promise<Response> | undefined {
  const isNavigation = c.req.method === "GET" && !c.req.path.startsWith("/auth/") && wantsPage(c);
  if (!isNavigation) return undefined;
  if (error instanceof LoginNeededError) {
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`/auth/login?${new URLSearchParams({ next_url: pathname + search }).toString()}`, 303);
  }
  if (!(error instanceof AccessDeniedError)) return undefined;
  return showPage(c, deniedPage(error.message), 403);
}
