// @ts-check
import { defineAction } from "@larder/sdk";

import { Meter } from "../lib/meter.js";

/** Shows people and programs what is measured: `list` names the metrics, `snapshot` reads them all. */
export const list = defineAction({
  needs: { meter: Meter },
  description: "Lists every metric with its type and what it means",
  input: { type: "object" },
  handler: async (_input, { meter }) => ({ metrics: await meter.list() }),
});

export const snapshot = defineAction({
  needs: { meter: Meter },
  description: "Reads every metric at once",
  input: { type: "object" },
  async handler(_input, { meter }) {
    const metrics = await meter.list();
    const samples = await Promise.all(metrics.map(({ name }) => meter.read(name)));
    return { samples: samples.flat() };
  },
});
