import { findInput, findOperation, type Operation, type OperationInput } from "./route-notes.ts";

/** The one prefix of Larder's own API. */
export const apiPrefix = "/-/api/v1/";

/** A route of Larder's own API, with all that its handlers say of it. */
export type DescribedRoute = {
  readonly method: string;
  /** As Hono writes it: `/-/api/v1/packages/:name`. */
  readonly path: string;
  readonly operation: Operation;
  readonly inputs: readonly OperationInput[];
};

const parameter = /:(\w+)(?:\{([^}]*)\})?/g;

/** Returns the path of a route as OpenAPI writes it: `/-/api/v1/packages/{name}`. */
export function documentPath(path: string): string {
  return path.replaceAll(parameter, "{$1}");
}

/** Returns what the paths of requests to a route look like. */
export function pathPattern(path: string): RegExp {
  let pattern = "";
  let end = 0;
  for (const match of path.matchAll(parameter)) {
    pattern += `${literal(path.slice(end, match.index))}(?:${match[2] ?? "[^/]+"})`;
    end = match.index + match[0].length;
  }
  return new RegExp(`^${pattern}${literal(path.slice(end))}$`);
}

function literal(text: string): string {
  return text.replaceAll(".", String.raw`\.`);
}

/** A handler as Hono lists it. */
export type ListedHandler = { readonly method: string; readonly path: string; readonly handler: object };

/** Returns the described routes among `handlers`, in their order. */
export function listDescribedRoutes(handlers: readonly ListedHandler[]): DescribedRoute[] {
  return handlers.flatMap(({ method, path, handler }) => {
    const operation = findOperation(handler);
    if (operation === undefined) return [];
    const ofRoute = handlers.filter((other) => other.method === method && other.path === path);
    const inputs = ofRoute.map((other) => findInput(other.handler)).filter((input) => input !== undefined);
    return [{ method, path, operation, inputs }];
  });
}
