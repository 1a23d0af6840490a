// Verdaccio as its own documentation would set it up for speed: no uplinks, no pages, no log of requests, and
// signed tokens, as its older ones cost a bcrypt for each request.
import type { Server } from "node:http";
import { join } from "node:path";

import { runServer } from "verdaccio";

import { receiveSettings, serveParent } from "./serve-child.ts";
import { restrictedScope } from "./target.ts";

const publishing = { publish: "$authenticated", unpublish: "$authenticated" };

const { directory } = (await receiveSettings()) as { readonly directory: string };
const server: unknown = await runServer({
  configPath: join(directory, "config.yaml"),
  self_path: directory,
  storage: join(directory, "storage"),
  auth: { htpasswd: { file: join(directory, "htpasswd") } },
  security: { api: { legacy: false, jwt: { sign: { expiresIn: "1d" } } } },
  uplinks: {},
  packages: {
    [`${restrictedScope}/*`]: { access: "$authenticated", ...publishing },
    "**": { access: "$all", ...publishing },
  },
  // Its own limit would refuse large archives.
  max_body_size: "400mb",
  web: { enable: false },
  log: { type: "stdout", format: "json", level: "error" },
});
await serveParent(server as Server);
