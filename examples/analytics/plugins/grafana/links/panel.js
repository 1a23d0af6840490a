// @ts-check
import { defineAction } from "@larder/sdk";

import { buildPanel, panelWishSchema } from "../../../lib/dashboard.js";

/** @import { PanelWish } from "../../../lib/dashboard.js" */

/** Builds one panel of a Grafana dashboard. */
export default defineAction({
  description: "Builds a Grafana panel for a metric",
  input: panelWishSchema,
  /** @param {PanelWish} input */
  handler: (input) => buildPanel(input),
});
