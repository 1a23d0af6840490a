import { expect, test } from "vitest";

import { openDirection } from "./link-direction.ts";

test("two connections share the rate of a link, and each piece is late by its delay", () => {
  let now = 0;
  const direction = openDirection({ delayMs: 25, bitsPerSecond: 8_000_000 }, () => now);

  expect(direction.send(1000)).toBe(26);
  expect(direction.send(2000)).toBe(28);
  now = 100;
  expect(direction.send(1000)).toBe(126);
  expect(direction.bytes).toBe(4000);
});
