import { Hono } from "hono";
import { accepts } from "hono/accepts";

import type { HostStatus } from "./host-status.ts";
import { statusPage } from "./status-page.ts";

/** What the page may load: nothing but its own styles. */
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/** `GET /`, `/-/status` (`larder status`) and `/-/healthz`. The first two are a page for a browser, and JSON otherwise. */
export function createStatusDoor(status: () => HostStatus): Hono {
  const app = new Hono();

  app.on("GET", ["/", "/-/status"], (c) => {
    c.header("vary", "accept");
    c.header("cache-control", "no-store");
    const type = accepts(c, {
      header: "Accept",
      supports: ["application/json", "text/html"],
      default: "application/json",
    });
    if (type === "application/json") return c.json(publicStatus(status()));
    c.header("content-security-policy", pagePolicy);
    return c.html(statusPage(status()));
  });

  app.get("/-/healthz", (c) => c.json({ status: "ok" }));

  return app;
}

/** The facts of the log may be anything, secrets too: only the process's own log has them. */
function publicStatus(status: HostStatus): object {
  return { ...status, log: status.log.map(({ facts: _facts, ...line }) => line) };
}
