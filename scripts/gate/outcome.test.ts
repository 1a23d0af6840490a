import { expect, test } from "vitest";

import { formatOutcome, sumOutcomes } from "./outcome.ts";
import { formatCheckResult, runCheck } from "./run-check.ts";

test("the last line is three numbers, above it stands what failed, and above that the files with skipped tests", () => {
  const outcome = sumOutcomes([
    { passed: 1, failures: [], skipped: [] },
    {
      passed: 40,
      failures: [{ name: "d.test.ts: four", reason: "expected 1 to be 2" }],
      skipped: [
        { file: "a.test.ts", reason: "slow" },
        { file: "b.test.ts", reason: "no browser" },
        { file: "a.test.ts", reason: "slow" },
      ],
    },
  ]);

  expect(formatOutcome(outcome)).toEqual([
    "Skipped (slow):",
    "  a.test.ts: 2 tests",
    "Skipped (no browser):",
    "  b.test.ts: 1 test",
    "✗ d.test.ts: four",
    "    expected 1 to be 2",
    "41 passed, 1 failed, 3 skipped",
  ]);
});

test("a failure with a long reason is repeated by its first lines", () => {
  const reason = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");

  const lines = formatOutcome({ passed: 0, failures: [{ name: "types", reason }], skipped: [] });

  expect(lines).toHaveLength(15);
  expect(lines.slice(-2)).toEqual(["    …", "0 passed, 1 failed, 0 skipped"]);
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
