// @ts-check
import { defineAction } from "@larder/sdk";

import { Meter } from "../../../lib/meter.js";

/** Gives all metrics in the text format that Prometheus reads. */
export default defineAction({
  needs: { meter: Meter },
  description: "Gives all metrics in Prometheus's text format",
  input: { type: "object" },
  handler: async (_input, { meter }) => ({ text: await meter.expose() }),
});
