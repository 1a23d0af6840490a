// @ts-check
import { definePlugin } from "@larder/sdk";
import { Registry } from "prom-client";

import { createMeter, Meter } from "../../lib/meter.js";
import { permissions } from "../../lib/permissions.js";

/** Keeps the host's metrics, and shows them to Prometheus at `/plugins/prometheus/metrics`. */
export default definePlugin({
  provides: { meter: Meter },
  permissions,
  setup(context) {
    const registry = new Registry();
    const meter = createMeter(registry);
    context.provide(Meter, meter);
    context.route(async (request) => {
      if (new URL(request.url).pathname !== "/metrics") return new Response("Not found\n", { status: 404 });
      await meter.count("prometheus_scrapes_total", "How often the metrics were asked for");
      return new Response(await meter.expose(), { headers: { "content-type": registry.contentType } });
    });
  },
});
