// @ts-check
import { defineAction } from "@larder/sdk";

import { buildPanel } from "../../../lib/dashboard.js";

/** @import { PanelWish } from "../../../lib/dashboard.js" */

/** Builds one panel of a Grafana dashboard. */
export default defineAction({
  description: "Builds a Grafana panel for a metric",
  input: {
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
  /** @param {PanelWish} input */
  handler: (input) => buildPanel(input),
});
