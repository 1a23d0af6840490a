import type { Budget } from "../operating/rate-limits.ts";
import { factory } from "./registry-routes.ts";

/** Takes the request out of a budget of its caller. Throws `TooManyRequestsError`. */
export const limitRate = factory.createMiddleware(async (c, next) => {
  const { registry, caller, address } = c.var;
  registry.operations.limits.take(budgetOf(c.req.method, c.req.path), caller, address);
  await next();
});

/**
 * A question of the whole index costs more than a document; an audit asks with `POST`, and changes nothing. Nor does who
 * asks for archives together: each of them is counted, too.
 */
function budgetOf(method: string, path: string): Budget {
  if (path === "/-/v1/search" || path === "/-/api/v1/search" || path === "/-/api/v1/resolve") return "searches";
  if (path === "/-/api/v1/archives") return "reads";
  if (method === "GET" || method === "HEAD" || path.startsWith("/-/npm/v1/security/")) return "reads";
  return "writes";
}
