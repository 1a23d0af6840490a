/** A test that did not run, in which file, and why. */
export type SkippedTest = { file: string; reason: string };

/** A test, a file or a check that failed: what it is called, and what went wrong, in the words of its tool. */
export type Failure = { name: string; reason: string };

/** What a check or a run of tests came to. */
export type Outcome = { passed: number; failures: readonly Failure[]; skipped: readonly SkippedTest[] };

/** How many lines of each failure the end of the output repeats: enough to see what differs. */
const reasonLinesMax = 12;

/** Adds outcomes up. */
export function sumOutcomes(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
  };
}

/**
 * The end of the gate's output: the files with skipped tests under their reasons, then what failed, so that who
 * sees only the last lines sees it, then one line of numbers that scripts may read.
 */
export function formatOutcome({ passed, failures, skipped }: Outcome): string[] {
  const byReason = Map.groupBy(skipped, ({ reason }) => reason);
  const lines = [...byReason].flatMap(([reason, tests]) => [`Skipped (${reason}):`, ...formatFiles(tests)]);
  const failed = failures.flatMap(formatFailure);
  return [...lines, ...failed, `${passed} passed, ${failures.length} failed, ${skipped.length} skipped`];
}

function formatFiles(tests: readonly SkippedTest[]): string[] {
  const byFile = Map.groupBy(tests, ({ file }) => file);
  return [...byFile].map(([file, { length }]) => `  ${file}: ${length} ${length === 1 ? "test" : "tests"}`);
}

function formatFailure({ name, reason }: Failure): string[] {
  const lines = reason.split("\n");
  const shown = lines.slice(0, reasonLinesMax).map((line) => `    ${line}`);
  return [`✗ ${name}`, ...shown, ...(lines.length > reasonLinesMax ? ["    …"] : [])];
}
