import { apiVersion } from "@larder/sdk";
import { Hono } from "hono";

import { hostPackage } from "../actions/action.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import { actionsPage } from "./actions-page.ts";
import { createOpenApi } from "./create-openapi.ts";
import { type ActionDescription, describeAction } from "./describe-action.ts";
import type { MetricSources } from "./host-metrics.ts";
import { sendPage } from "./page.ts";
import { printClient } from "./print-client.ts";
import { requireAccess } from "./visit.ts";

/** What the door needs of the host. */
export type DescribeDoorOptions = MetricSources & { readonly catalog: ActionCatalog };

/**
 * What a host says about its actions, for programs and people: `/-/actions`, `/-/openapi.json`, `/-/docs`,
 * `/-/client.ts`; and `/-/metrics`.
 */
export function createDescribeDoor({ catalog, ...sources }: DescribeDoorOptions): Hono {
  const app = new Hono();
  const paths = ["/-/actions", "/-/openapi.json", "/-/docs", "/-/client.ts"];
  for (const path of paths) app.use(path, requireAccess("user", "What this host says about its actions"));
  const all = (): readonly ActionDescription[] => catalog.list().map(describeAction);
  // The host's own are the same everywhere, and are not what somebody looks for.
  const ofPackages = (): readonly ActionDescription[] => all().filter((action) => action.package !== hostPackage);

  app.get("/-/actions", (c) => c.json({ actions: all() }));
  app.get("/-/openapi.json", (c) => c.json(createOpenApi(all(), apiVersion)));
  app.get("/-/docs", (c) => sendPage(c, actionsPage(ofPackages())));
  app.get("/-/client.ts", (c) => c.body(printClient(all()), 200, { "content-type": "text/plain; charset=utf-8" }));

  app.get("/-/metrics", requireAccess("user", "The metrics of this host"), async (c) => {
    // Hosts that nobody measures do without the library.
    const { hostMetrics } = await import("./host-metrics.ts");
    return c.body(await hostMetrics(sources), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });

  return app;
}
