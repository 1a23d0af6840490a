// The least that a Hono app does with the same request: it reads the JSON and answers as the host would.
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { createServer } from "node:http";

import { receiveSettings, serveParent } from "../targets/serve-child.ts";
import type { greeting } from "./bench-packages.ts";

await receiveSettings();
const app = new Hono().post("/ipc/:owner/:action", async (c) => {
  const { owner, action } = c.req.param();
  const { payload } = await c.req.json<{ payload: typeof greeting }>();
  const result = { text: `Hello ${payload.name}`, length: payload.note.length };
  return c.json({ status: "ok", plugin: owner, action, result });
});
const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
await serveParent(createServer((request, response) => void listener(request, response)));
