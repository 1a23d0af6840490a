// @ts-check
import { defineAction } from "@larder/sdk";

import { Meter } from "../../../lib/meter.js";

/** @import { Labels } from "../../../lib/meter.js" */

/** Reads the current samples of one metric, all of them or those with certain labels. */
export default defineAction({
  needs: { meter: Meter },
  description: "Reads the samples of a metric",
  input: {
    type: "object",
    required: ["name"],
    additionalProperties: false,
    properties: { name: { type: "string" }, labels: { type: "object", additionalProperties: { type: "string" } } },
  },
  /** @param {{ name: string, labels?: Labels }} input */
  handler: async ({ name, labels }, { meter }) => ({ samples: await meter.read(name, labels) }),
});
