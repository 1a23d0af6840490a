import { expect, test } from "vitest";

import { formatOutcome, sumOutcomes } from "./outcome.ts";
import { formatCheckResult, runCheck } from "./run-check.ts";

test("the last line is three numbers, and what was skipped stands above it under its reason", () => {
  const outcome = sumOutcomes([
    { passed: 1, failed: 0, skipped: [] },
    {
      passed: 40,
      failed: 2,
      skipped: [
        { name: "a.test.ts: one", reason: "slow" },
        { name: "b.test.ts: two", reason: "no browser" },
        { name: "c.test.ts: three", reason: "slow" },
      ],
    },
  ]);

  expect(formatOutcome(outcome)).toEqual([
    "Skipped (slow):",
    "  a.test.ts: one",
    "  c.test.ts: three",
    "Skipped (no browser):",
    "  b.test.ts: two",
    "41 passed, 2 failed, 3 skipped",
  ]);
});

test("a check that fails shows what its tool printed, one that passes a line only", () => {
  expect(formatCheckResult({ title: "lint", ok: true, output: "noise", ms: 1234 })).toBe("✓ lint 1.2 s");
  expect(formatCheckResult({ title: "lint", ok: false, output: "the reason", ms: 50 })).toBe(
    "✗ lint 0.1 s\nthe reason",
  );
});

test("a tool that cannot be started is a failed check", async () => {
  expect(await runCheck({ title: "nothing", tool: "no-such-tool", args: [] })).toMatchObject({ ok: false });
});
