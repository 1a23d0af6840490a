// @ts-check
import { defineAction, error } from "@larder/sdk";

import { percentile } from "../../../lib/statistics.js";

/** The value below which a given share of a list of values lies. */
export default defineAction({
  description: "Finds a percentile of a list of values",
  input: {
    type: "object",
    required: ["values", "percent"],
    additionalProperties: false,
    properties: {
      values: { type: "array", items: { type: "number" }, maxItems: 100_000 },
      percent: { type: "number", minimum: 0, maximum: 100 },
    },
  },
  /** @param {{ values: number[], percent: number }} input */
  handler({ values, percent }) {
    if (values.length === 0) throw error("An empty list has no percentiles", "no_values");
    return { percent, value: percentile(values, percent) };
  },
});
