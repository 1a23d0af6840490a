// The gate, behind `npm test`: every check and every quick test, each reported even when an earlier one fails.
//   npm test                    the checks, then the quick tests
//   npm test -- <vitest args>   only the named tests
//   npm run test:long           the slow tests, which `npm test` leaves out
import { checks } from "./gate/checks.ts";
import { formatOutcome, type Outcome, sumOutcomes } from "./gate/outcome.ts";
import { formatCheckResult, outcomeOf, runCheck } from "./gate/run-check.ts";
import { runTests } from "./gate/run-tests.ts";

const [first, ...rest] = process.argv.slice(2);
const long = first === "--long";
const args = long ? rest : process.argv.slice(2);

const startedAt = performance.now();
const checked = long || args.length > 0 ? [] : await runChecks();
const tested = await runTests(long ? "slow" : "quick", args);
const outcome = sumOutcomes([...checked, tested]);

print(`The gate took ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
for (const line of formatOutcome(outcome)) print(line);
process.exitCode = outcome.failures.length === 0 ? 0 : 1;

/** Runs the checks side by side, and prints each as it ends. */
function runChecks(): Promise<Outcome[]> {
  return Promise.all(
    checks.map(async (check) => {
      const result = await runCheck(check);
      print(formatCheckResult(result));
      return outcomeOf(result);
    }),
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
