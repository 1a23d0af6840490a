import { array, assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";

import { buildDashboard, buildPanel } from "@examples/analytics/lib/dashboard.js";
import { percentile, rate, summarise } from "@examples/analytics/lib/statistics.js";

describe("metrics.summarise", () => {
  test("knows the figures of a list", () => {
    expect(summarise([5, 3, 8])).toEqual({
      count: 3,
      sum: 16,
      min: 3,
      max: 8,
      mean: 16 / 3,
      median: 5,
      p95: expect.closeTo(7.7),
      standardDeviation: Math.sqrt(38 / 9),
    });
  });

  test("says nothing but the count of an empty list", () => {
    expect(Object.entries(summarise([])).filter(([, figure]) => figure !== null)).toEqual([["count", 0]]);
  });

  test("does not depend on the order of the values", () => {
    assert(
      property(array(integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const { min, median, p95, max } = summarise(values);
        expect(summarise(values.toReversed())).toMatchObject({ min, median, p95, max });
        expect([min, median, p95, max]).toEqual([min, median, p95, max].toSorted((a, b) => Number(a) - Number(b)));
      }),
    );
  });
});

test("a percentile lies between its neighbours", () => {
  expect([0, 25, 50, 90, 100].map((percent) => percentile([40, 10, 20, 30], percent))).toEqual([10, 17.5, 25, 37, 40]);
});

describe("metrics.rate", () => {
  test("is growth over time, in seconds", () => {
    const points = [
      { at: 20, value: 300 },
      { at: 0, value: 100 },
    ];

    expect(rate(points)).toBe(10);
  });

  test("counts what a counter reached after it began again at zero", () => {
    const points = [100, 110, 5, 15].map((value, index) => ({ at: index * 10, value }));

    expect(rate(points)).toBe((10 + 5 + 10) / 30);
  });

  test("is unknown when no time passed", () => {
    expect(rate([{ at: 1, value: 1 }])).toBeUndefined();
    expect(rate([])).toBeUndefined();
  });
});

describe("a Grafana dashboard", () => {
  test("asks for the growth of a counter, the 95th percentile of a histogram, and a gauge as it is", () => {
    const queries = ["counter", "histogram", "gauge"].map((type) => buildPanel({ metric: "m", type }).targets[0]?.expr);

    expect(queries).toEqual([
      "sum(rate(m[$__rate_interval]))",
      "histogram_quantile(0.95, sum by (le) (rate(m_bucket[$__rate_interval])))",
      "m",
    ]);
  });

  test("puts its panels into two columns, and names itself within what Grafana takes", () => {
    const { uid, panels } = buildDashboard({
      title: "A very long title, which no identifier of Grafana can hold",
      metrics: ["a", "b", "c"].map((metric) => ({ metric })),
    });

    expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
    expect(panels.map(({ id, gridPos }) => [id, gridPos.x, gridPos.y])).toEqual([
      [1, 0, 0],
      [2, 12, 0],
      [3, 0, 8],
    ]);
  });
});
