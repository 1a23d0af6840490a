import { factory } from "../registry-routes.ts";

/** `GET /-/readyz`: can it serve? Fails with 503 while the database does not answer. */
export const getReadyz = factory.createHandlers(async (c) => {
  await c.var.registry.database.ping();
  return c.json({ status: "ok" });
});
