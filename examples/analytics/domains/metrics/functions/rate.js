// @ts-check
import { defineAction, error } from "@larder/sdk";

import { rate } from "../../../lib/statistics.js";

/** How fast a counter grows, per second; a counter that starts again at zero is understood. */
export default defineAction({
  description: "Computes the growth of a counter per second",
  input: {
    type: "object",
    required: ["points"],
    properties: {
      // Schemas of domains are known by their names, to every package of the host.
      points: { $ref: "metrics.series#/properties/points", maxItems: 100_000 },
    },
  },
  /** @param {{ points: { at: number, value: number }[] }} input */
  handler({ points }) {
    const perSecond = rate(points);
    if (perSecond === undefined) throw error("A rate needs two points at different times", "too_few_points");
    return { perSecond };
  },
});
