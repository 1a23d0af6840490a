// @ts-check
import { defineAction } from "@larder/sdk";

import { buildDashboard, panelWishSchema } from "../../../lib/dashboard.js";

/** @import { PanelWish } from "../../../lib/dashboard.js" */

/** Builds a whole Grafana dashboard, one panel a metric. */
export default defineAction({
  description: "Builds a Grafana dashboard for a list of metrics",
  input: {
    type: "object",
    required: ["title", "metrics"],
    additionalProperties: false,
    properties: {
      title: { type: "string", minLength: 1 },
      metrics: {
        type: "array",
        maxItems: 200,
        items: panelWishSchema,
      },
    },
  },
  /** @param {{ title: string, metrics: PanelWish[] }} input */
  handler: (input) => buildDashboard(input),
});
