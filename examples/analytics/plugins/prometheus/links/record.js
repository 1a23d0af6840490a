// @ts-check
import { defineAction } from "@larder/sdk";

import { Meter } from "../../../lib/meter.js";

/** @import { Labels } from "../../../lib/meter.js" */

/** Adds to a counter, sets a gauge, or puts a value into a histogram. */
export default defineAction({
  needs: { meter: Meter },
  description: "Records a value in a metric",
  input: {
    type: "object",
    required: ["name", "value"],
    additionalProperties: false,
    properties: {
      name: { type: "string" },
      value: { type: "number" },
      type: { enum: ["counter", "gauge", "histogram"] },
      help: { type: "string" },
      labels: { type: "object", additionalProperties: { type: "string" } },
    },
  },
  /** @param {{ name: string, value: number, type?: "counter" | "gauge" | "histogram", help?: string, labels?: Labels }} input */
  async handler({ name, value, type = "counter", help = name, labels }, { meter }) {
    if (type === "counter") await meter.count(name, help, value, labels);
    else if (type === "gauge") await meter.set(name, help, value, labels);
    else await meter.observe(name, help, value, labels);
    return { name, samples: await meter.read(name, labels) };
  },
});
