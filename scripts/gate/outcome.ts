/** A test that did not run, and why. */
export type SkippedTest = { name: string; reason: string };

/** What a check or a run of tests came to. */
export type Outcome = { passed: number; failed: number; skipped: readonly SkippedTest[] };

/** Adds outcomes up. */
export function sumOutcomes(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
  };
}

/**
 * The end of the gate's output: what was skipped with the reason, then one line of numbers that scripts may read.
 */
export function formatOutcome({ passed, failed, skipped }: Outcome): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason);
  const lines = [...byReason].flatMap(([reason, tests]) => [
    `Skipped (${reason}):`,
    ...tests.map(({ name }) => `  ${name}`),
  ]);
  return [...lines, `${passed} passed, ${failed} failed, ${skipped.length} skipped`];
}
