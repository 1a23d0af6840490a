// @ts-check
import { definePlugin } from "@larder/sdk";

import { buildDashboard } from "../../lib/dashboard.js";
import { Meter } from "../../lib/meter.js";
import { permissions } from "../../lib/permissions.js";

/** Builds Grafana dashboards; one of all metrics stands at `/plugins/grafana/dashboard.json`. */
export default definePlugin({
  needs: { meter: Meter },
  permissions,
  setup(context) {
    context.route(async (request) => {
      if (new URL(request.url).pathname !== "/dashboard.json") return new Response("Not found\n", { status: 404 });
      const metrics = await context.meter.list();
      return Response.json(
        buildDashboard({
          title: "Larder host",
          metrics: metrics.map(({ name, help, type }) => ({ metric: name, title: help, type })),
        }),
      );
    });
  },
});
