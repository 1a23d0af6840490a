// @ts-check
import { defineAction } from "@larder/sdk";

import { buildDashboard } from "../../../lib/dashboard.js";

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
        items: {
          type: "object",
          required: ["metric"],
          additionalProperties: false,
          properties: {
            metric: { type: "string", pattern: "^[a-zA-Z_:][a-zA-Z0-9_:]*$" },
            title: { type: "string" },
            type: { enum: ["counter", "gauge", "histogram", "summary"] },
            unit: { type: "string" },
          },
        },
      },
    },
  },
  /** @param {{ title: string, metrics: PanelWish[] }} input */
  handler: (input) => buildDashboard(input),
});
