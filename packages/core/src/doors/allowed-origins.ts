import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

const key = "allowedOrigins";

/**
 * Returns the middleware that lets pages of `origins` call actions: it answers what browsers ask beforehand, and marks
 * the answers as theirs to read. Pages of any other site stay out.
 */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  const allowed: ReadonlySet<string> = new Set(origins);
  const answer = cors({
    origin: (origin) => (allowed.has(origin) ? origin : null),
    allowMethods: ["GET", "POST"],
    allowHeaders: ["authorization", "content-type", "traceparent", "x-plugin-key", "x-tenant-id"],
    exposeHeaders: ["retry-after", "traceparent"],
    credentials: true,
    maxAge: 600,
  });
  return async (c, next) => {
    c.set(key, allowed);
    // Programs send no origin; where no site is let in, there is nothing to tell anybody.
    if (allowed.size === 0 && c.req.header("origin") === undefined) return await next();
    return await answer(c, next);
  };
}

/** Does a request come from a page that {@link allowOrigins} lets in? */
export function isAllowedOrigin(c: Context): boolean {
  const allowed = c.get(key) as ReadonlySet<string> | undefined;
  return allowed?.has(c.req.header("origin") ?? "") ?? false;
}
