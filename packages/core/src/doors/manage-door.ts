import { Hono } from "hono";

import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { CallCounts } from "../actions/call-counts.ts";
import type { RateLimits } from "../actions/rate-limits.ts";
import { assertAccess } from "../permissions/access.ts";
import { healthOf } from "./host-health.ts";
import type { HostStatus } from "./host-status.ts";
import { answerIpcFailure } from "./ipc-door.ts";
import { controlPackage, type ControlVerb, type PackageControl } from "./package-control.ts";
import { refuseOtherSites } from "./refuse-strangers.ts";
import { requireAccess, visitOf } from "./visit.ts";

/** What the door needs of the host. */
export type ManageDoorOptions = {
  readonly status: () => HostStatus;
  readonly catalog: ActionCatalog;
  readonly counts: CallCounts;
  readonly rateLimits: RateLimits;
  readonly control: PackageControl;
  readonly onBug: (error: unknown) => void;
};

/**
 * `GET /ipc/status`, `/ipc/health` and `/ipc/metrics`; `POST /ipc/<plugin>/load` and `/reload`, `DELETE
 * /ipc/<plugin>/unload`. A plugin that has an action `load` or `reload` is asked for that instead.
 */
export function createManageDoor(options: ManageDoorOptions): Hono {
  const { status, catalog, counts, rateLimits, control, onBug } = options;
  const app = new Hono();

  app.get("/ipc/status", requireAccess("user", "The status of this host"), (c) => {
    const { packages, actions, services, startedAt } = status();
    return c.json({ status: "ok", startedAt, plugins: packages, actions, services });
  });

  app.get("/ipc/health", (c) => {
    const health = healthOf(status());
    return c.json(health, health.status === "unhealthy" ? 503 : 200);
  });

  app.get("/ipc/metrics", requireAccess("user", "The metrics of this host"), (c) => {
    const calls = counts.list().map(({ action, outcomes, seconds }) => ({
      action,
      seconds,
      outcomes: Object.fromEntries(outcomes),
    }));
    return c.json({ status: "ok", calls, rateLimits: rateLimits.list() });
  });

  const routes = [
    ["POST", "load"],
    ["POST", "reload"],
    ["DELETE", "unload"],
  ] as const satisfies readonly (readonly [string, ControlVerb])[];
  for (const [method, verb] of routes) {
    app.on(method, `/ipc/:plugin/${verb}`, refuseOtherSites, async (c, next) => {
      const plugin = c.req.param("plugin") ?? "";
      if (method === "POST" && isAction(catalog, `${plugin}.${verb}`)) return await next();

      assertAccess(await visitOf(c).asker(), "admin", "What looks after packages");
      const outcome = await controlPackage(control, verb, plugin);

      return c.json({ status: "ok", action: verb, ...outcome });
    });
  }

  app.onError((error, c) => {
    onBug(error);
    return answerIpcFailure(c, error);
  });
  return app;
}

function isAction(catalog: ActionCatalog, name: string): boolean {
  return catalog.list().some((action) => action.name === name);
}
