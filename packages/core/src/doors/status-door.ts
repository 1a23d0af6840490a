import { Hono } from "hono";

import type { HostStatus } from "./host-status.ts";
import { sendPage, wantsPage } from "./page.ts";
import { statusPage } from "./status-page.ts";
import { requireAccess } from "./visit.ts";

/** `GET /`, `/-/status` (`larder status`) and `/-/healthz`. The first two are a page for a browser, and JSON otherwise. */
export function createStatusDoor(status: () => HostStatus): Hono {
  const app = new Hono();

  app.on("GET", ["/", "/-/status"], requireAccess("user", "The status of this host"), (c) =>
    wantsPage(c) ? sendPage(c, statusPage(status())) : c.json(publicStatus(status())),
  );

  app.get("/-/healthz", (c) => c.json({ status: "ok" }));

  return app;
}

/** The facts of the log may be anything, secrets too: only the process's own log has them. */
function publicStatus(status: HostStatus): object {
  return { ...status, log: status.log.map(({ facts: _facts, ...line }) => line) };
}
