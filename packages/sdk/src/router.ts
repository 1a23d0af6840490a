import type { FetchHandler } from "./context.ts";
import type { WebRequest, WebResponse } from "./web.ts";

/** What a route is asked with: the request, and what stands in the URL for the names in its path. */
export type RouteHandler = (request: WebRequest, parameters: { readonly [name: string]: string }) => unknown;

/** One method and path, and what answers there. */
export type Route = {
  readonly larder: "route";
  readonly method: string;
  /** As below `/plugins/<plugin>`: `/notes/:id`. */
  readonly path: string;
  /** Of an answer that is data. */
  readonly status: number;
  readonly handler: RouteHandler;
};

/** Returns the route `path` for `method`, `GET` when left out; what the handler returns is sent as JSON with `status`, unless it is a `Response`. */
export function route(
  facts: { readonly path: string; readonly method?: string; readonly status?: number },
  handler: RouteHandler,
): Route {
  const { path, method = "GET", status = 200 } = facts;
  return { larder: "route", method: method.toUpperCase(), path, status, handler };
}

/** The part of the platform that answers are made of; this package itself is compiled without one. */
type Platform = {
  readonly Response: {
    json(data: unknown, init: { status: number; headers?: { [name: string]: string } }): WebResponse;
  };
};

/** Returns what answers with the first of `routes` that fits; 404 for a path that none has, 405 for a method that it has not. */
export function router(routes: readonly Route[]): FetchHandler {
  return async (request) => {
    const { Response } = globalThis as unknown as Platform;
    const pathname = pathnameOf(request.url);
    const found = routes.flatMap((candidate) => {
      const parameters = matchPath(candidate.path, pathname);
      return parameters === undefined ? [] : [{ candidate, parameters }];
    });
    const [first] = found;
    if (first === undefined) return Response.json({ error: `There is nothing at \`${pathname}\`` }, { status: 404 });
    const fitting = found.find(({ candidate }) => candidate.method === request.method);
    if (fitting === undefined) {
      const allow = [...new Set(found.map(({ candidate }) => candidate.method))].join(", ");
      const error = `\`${pathname}\` answers to ${allow} only`;
      return Response.json({ error }, { status: 405, headers: { allow } });
    }
    const answer = await fitting.candidate.handler(request, fitting.parameters);
    return isResponse(answer) ? answer : Response.json(answer ?? null, { status: fitting.candidate.status });
  };
}

/** A request has a whole URL that the host has read already; a sandbox may not have what reads URLs. */
function pathnameOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "") || "/";
}

/** Returns what `pathname` has in the places of the names of `pattern`; `undefined` when it does not fit. */
function matchPath(pattern: string, pathname: string): { readonly [name: string]: string } | undefined {
  const wanted = segmentsOf(pattern);
  const given = segmentsOf(pathname);
  if (wanted.length !== given.length) return undefined;
  const parameters: { [name: string]: string } = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith(":")) parameters[segment.slice(1)] = value;
    else if (segment !== value) return undefined;
  }
  return parameters;
}

function segmentsOf(path: string): readonly string[] {
  return path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decode);
}

/** A URL may hold what is no escape of anything; then it is taken as it is written. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** By its shape: a sandbox has a `Response` of its own. */
function isResponse(value: unknown): value is WebResponse {
  return typeof value === "object" && value !== null && "status" in value && "headers" in value && "body" in value;
}
