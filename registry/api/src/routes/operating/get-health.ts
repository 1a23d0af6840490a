import { factory } from "../registry-routes.ts";

/** `GET /-/healthz`: does the process answer at all? */
export const getHealthz = factory.createHandlers((c) => c.json({ status: "ok" }));
