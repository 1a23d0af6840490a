import { z } from "zod";

import { pathInPackage } from "./package-fields.ts";

const urlPath = z.string().startsWith("/").max(512);
const access = { auth: z.boolean().default(false), admin: z.boolean().default(false) };
const folder = { path: urlPath, directory: pathInPackage, index: z.string().default("index.html"), ...access };

/** A place under the package's site that is not one of its own pages: files, an application, a proxy, a redirect. */
export const larderRouteSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("static"), ...folder }),
  z.strictObject({ type: z.literal("spa"), ...folder }),
  z.strictObject({
    type: z.literal("proxy"),
    path: urlPath,
    target: z.string().regex(/^(?:https?|wss?):\/\//, { error: "must be an http, https, ws or wss URL" }),
    websocket: z.boolean().default(false),
    ...access,
  }),
  z.strictObject({ type: z.literal("redirect"), path: urlPath, to: z.string().min(1).max(2048), ...access }),
]);
