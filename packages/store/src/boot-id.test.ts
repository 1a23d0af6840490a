import { uptime } from "node:os";

import { expect, test } from "vitest";

import { readBootId } from "./boot-id.ts";

test("the time since the start of the machine has one name", () => {
  expect(readBootId()).toMatch(/^[\w-]+$/);
  expect(readBootId()).toBe(readBootId());
});

test("where the system does not say its boot, the time of the start names it", () => {
  const startedTenSeconds = (Date.now() - uptime() * 1_000) / 10_000;

  const [, seconds] = /^started-(\d+)$/.exec(readBootId("/nowhere/boot_id")) ?? [];

  expect(Math.abs(Number(seconds) - startedTenSeconds)).toBeLessThan(2);
});
