// SPEC.md §4, actions. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { pauseMs } from "./retry-attempts.ts";

test("[A13] [X26] pauses double with each try, up to a minute", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((attempts) => pauseMs(1000, attempts));

  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  expect(pauseMs(0, 50)).toBe(0);
});
