// SPEC.md §4, actions. Rule ids in titles refer to it.
import fc from "fast-check";
import { expect, test } from "vitest";

import { SlidingWindow } from "./sliding-window.ts";

test("[A12] [X25] a window slides: a call leaves it one period after it came, not at the end of a minute", () => {
  const window = new SlidingWindow({ calls: 2, periodMs: 1000 });

  expect([window.take(0), window.take(900), window.take(950), window.take(999)]).toEqual([0, 0, 50, 1]);
  expect([window.take(1000), window.take(1001), window.used(1900)]).toEqual([0, 899, 1]);
});

const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 });

test("[A12] [X25] no stretch of the period ever holds more calls than the limit, and who waits as told is let in", () => {
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 20 }), fc.constantFrom(500, 5000), (pauses, calls, periodMs) => {
      const window = new SlidingWindow({ calls, periodMs });
      let now = 0;
      const passed: number[] = [];
      const refusedAgain: number[] = [];
      for (const pause of pauses) {
        now += pause;
        const waitMs = window.take(now);
        now += waitMs;
        // The wait is never for nothing.
        if (waitMs > 0) refusedAgain.push(window.take(now));
        passed.push(now);
      }
      const stretches = passed.slice(calls).map((at, index) => at - (passed[index] ?? 0));
      expect(Math.min(periodMs, ...stretches)).toBe(periodMs);
      expect(refusedAgain.filter((waitMs) => waitMs > 0)).toEqual([]);
    }),
  );
});

test("[A12] a limit of millions is kept in little memory", () => {
  const window = new SlidingWindow({ calls: 10_000_000, periodMs: 60_000 });
  for (let now = 0; now < 60_000; now += 0.5) window.take(now);

  expect(window.used(59_999)).toBe(120_000);
  expect(window.moments()).toBeLessThanOrEqual(1001);
});

test("[A12] a clock that is set back does not shut a door for longer than a period", () => {
  const window = new SlidingWindow({ calls: 1, periodMs: 1000 });
  window.take(1_000_000);

  expect(window.take(0)).toBe(0);
});
