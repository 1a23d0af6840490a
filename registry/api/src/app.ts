import { type Context, Hono } from "hono";
import { routePath } from "hono/route";

import { anonymous } from "./accounts/caller.ts";
import { noteAnswer, noteArrival } from "./operating/arrival.ts";
import { RouteNotFoundError, UrlTooLongError } from "./operating/edge-errors.ts";
import { errorResponse } from "./operating/error-response.ts";
import { failureResponse } from "./operating/failure-response.ts";
import type { RegistryParts } from "./operating/registry-parts.ts";
import { UplinkLoopError } from "./origins/uplink-errors.ts";
import { hopsHeader } from "./origins/uplink-client.ts";
import { acceptsHtml } from "./packuments/negotiate.ts";
import { addRoutes } from "./router.ts";
import { packagePath } from "./routes/package-path.ts";
import type { Connection, RegistryEnv } from "./routes/registry-routes.ts";

/** Answers requests for pages; `undefined` leaves a request to the registry. */
export type Pages = (request: Request) => Response | Promise<Response> | undefined;

/** Longer ones name nothing that there can be. */
const urlLengthMax = 4096;

/** Returns the registry's whole HTTP service. */
export function createApp(parts: RegistryParts, pages: Pages | undefined): Hono<RegistryEnv> {
  const basePath = new URL(parts.publicUrl).pathname.replace(/\/$/, "");
  const app = new Hono<RegistryEnv>({ getPath: (request) => packagePath(new URL(request.url).pathname, basePath) });

  app.use(async (c, next) => {
    const { method, path } = c.req;
    const header = (name: string): string | undefined => c.req.header(name);
    const arrival = noteArrival(parts, { method, path, peer: peerOf(c.env), header });
    c.set("registry", parts);
    c.set("caller", anonymous);
    c.set("identifyAgain", () => Promise.resolve(anonymous));
    c.set("arrival", arrival);
    c.set("address", arrival.address);
    c.set("hops", arrival.hops);
    await next();
    c.header("x-content-type-options", "nosniff");
    c.header("x-request-id", arrival.requestId);
    noteAnswer(parts, arrival, c.res.status, routeThatAnswered(c));
  });
  app.use((c, next) => {
    if (c.req.url.length > urlLengthMax) throw new UrlTooLongError(urlLengthMax);
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
  app.onError((error, c) => failureResponse(parts, c.var.arrival, error));
  return app;
}

/** Who serves the app without telling it of connections has clients without addresses. */
function peerOf(connection: Connection | undefined): string | undefined {
  return connection?.peer;
}

/**
 * The pattern of the route that answered. Patterns of packages match other paths as well, and come later; where
 * nothing but what runs for every request did, the one that would have been next is meant.
 */
function routeThatAnswered(c: Context<RegistryEnv>): string {
  const last = routePath(c);
  return /^\/?\*$/.test(last) ? routePath(c, -1) : last;
}
