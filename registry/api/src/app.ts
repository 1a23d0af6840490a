import { ExpectedError } from "@larder/errors";
import { DatabaseUnreachableError, isDatabaseUnreachable } from "@larder/sql";
import { Hono } from "hono";
import { randomUUID } from "node:crypto";

import { anonymous } from "./accounts/caller.ts";
import { findClientAddress } from "./accounts/client-address.ts";
import { DatabaseDownError, RouteNotFoundError } from "./operating/edge-errors.ts";
import { errorResponse, internalErrorResponse, statusOf } from "./operating/error-response.ts";
import { logRequest } from "./operating/log-request.ts";
import type { RegistryParts } from "./operating/registry-parts.ts";
import { UplinkLoopError } from "./origins/uplink-errors.ts";
import { hopsHeader } from "./origins/uplink-client.ts";
import { acceptsHtml } from "./packuments/negotiate.ts";
import { addRoutes } from "./router.ts";
import { packagePath } from "./routes/package-path.ts";
import type { Connection, RegistryEnv } from "./routes/registry-routes.ts";

/** Answers requests for pages; `undefined` leaves a request to the registry. */
export type Pages = (request: Request) => Response | Promise<Response> | undefined;

/** Returns the registry's whole HTTP service. */
export function createApp(parts: RegistryParts, pages: Pages | undefined): Hono<RegistryEnv> {
  const basePath = new URL(parts.publicUrl).pathname.replace(/\/$/, "");
  const app = new Hono<RegistryEnv>({ getPath: (request) => packagePath(new URL(request.url).pathname, basePath) });

  app.use(async (c, next) => {
    const hops = c.req.header(hopsHeader);
    c.set("registry", parts);
    c.set("caller", anonymous);
    c.set("requestId", randomUUID());
    const { trustedProxies } = parts;
    const forwardedFor = c.req.header("x-forwarded-for");
    c.set("address", findClientAddress({ peer: peerOf(c.env), forwardedFor, trustedProxies }));
    c.set("hops", hops === undefined ? parts.registryId : `${hops}, ${parts.registryId}`);
    const startedAt = performance.now();
    await next();
    c.header("x-content-type-options", "nosniff");
    logRequest(parts.logger, { ...facts(c), status: c.res.status, ms: Math.round(performance.now() - startedAt) });
  });
  app.use((c, next) => {
    if (c.req.header(hopsHeader)?.includes(parts.registryId) === true) throw new UplinkLoopError();
    return next();
  });
  if (pages !== undefined) {
    app.use(async (c, next) => {
      const isRead = c.req.method === "GET" || c.req.method === "HEAD";
      const isForPages = acceptsHtml(c.req.header("accept")) || c.req.path.startsWith("/-/assets/");
      const page = isRead && isForPages ? await pages(c.req.raw) : undefined;
      if (page === undefined) return next();
      const response = new Response(page.body, page);
      response.headers.append("vary", "Accept");
      return response;
    });
  }
  addRoutes(app);

  app.notFound((c) => errorResponse(new RouteNotFoundError(c.req.method, c.req.path)));
  app.onError((error, c) => {
    const expected = isDatabaseDown(error) ? new DatabaseDownError(error) : error;
    const { requestId } = c.var;
    if (expected instanceof ExpectedError && statusOf(expected) < 500) return errorResponse(expected);
    parts.logger.error({ err: error, ...facts(c) }, "a request failed");
    return expected instanceof ExpectedError ? errorResponse(expected) : internalErrorResponse(requestId);
  });
  return app;
}

/** Who serves the app without telling it of connections has clients without addresses. */
function peerOf(connection: Connection | undefined): string | undefined {
  return connection?.peer;
}

/** Other expected failures may have the same cause below them: an uplink that cannot be reached, a client that went away. */
function isDatabaseDown(error: unknown): boolean {
  if (error instanceof ExpectedError) return error instanceof DatabaseUnreachableError;
  return isDatabaseUnreachable(error);
}

function facts(c: { req: { method: string; path: string }; var: { requestId: string } }): {
  method: string;
  path: string;
  requestId: string;
} {
  return { method: c.req.method, path: c.req.path, requestId: c.var.requestId };
}
