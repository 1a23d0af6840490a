// @ts-check
import { defineAction } from "@larder/sdk";

import { summarise } from "../../../lib/statistics.js";

/** Count, sum, extremes, mean, median, 95th percentile and standard deviation of a list of values. */
export default defineAction({
  description: "Summarises a list of values",
  input: {
    type: "object",
    required: ["values"],
    additionalProperties: false,
    properties: { values: { type: "array", items: { type: "number" }, maxItems: 100_000 } },
  },
  output: { $ref: "metrics.summary" },
  /** @param {{ values: number[] }} input */
  handler: ({ values }) => summarise(values),
});
