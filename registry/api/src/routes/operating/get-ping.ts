import { factory } from "../registry-routes.ts";

/** `GET /-/ping`: is this a registry? (`npm ping`) */
export const getPing = factory.createHandlers((c) => c.json({}));
