import { expect, test } from "vitest";

import { formatHosts } from "./format-hosts.ts";
import { summarizeHosts } from "./summarize-hosts.ts";

test("figures are medians, failures are summed, and targets are judged", () => {
  const summaries = summarizeHosts([
    { scenario: "host request, bare Hono", samples: [{ perSecond: 100 }, { perSecond: 300 }, { perSecond: 200 }] },
    { scenario: "host request, in process", samples: [{ perSecond: 119 }] },
    { scenario: "host call, sandboxed", samples: [{ p50Us: 90 }, { p50Us: 110 }] },
    {
      scenario: "host reload, sandboxed",
      samples: [
        { ms: 7, failed: 0 },
        { ms: 9, failed: 1 },
        { ms: 8, failed: 0 },
      ],
    },
  ]);

  expect(summaries.map(({ figures, shareOfBare, targets }) => ({ figures, shareOfBare, targets }))).toEqual([
    { figures: { perSecond: 200 }, shareOfBare: 1, targets: [] },
    { figures: { perSecond: 119 }, shareOfBare: 0.595, targets: ["≥ 0.6 of bare: missed"] },
    { figures: { p50Us: 100 }, shareOfBare: undefined, targets: ["p50Us ≤ 100: met"] },
    { figures: { ms: 8, failed: 1 }, shareOfBare: undefined, targets: ["ms ≤ 20: met", "failed ≤ 0: missed"] },
  ]);
  expect(formatHosts(summaries)).toContain("host reload, sandboxed");
  expect(formatHosts([])).toBe("");
});
