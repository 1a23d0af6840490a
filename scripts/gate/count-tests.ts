import { writeFileSync } from "node:fs";
import { relative } from "node:path";

import type { Reporter, TestCase, TestModule } from "vitest/node";

import type { Outcome, SkippedTest } from "./outcome.ts";

/**
 * Vitest's reporter for the gate: writes what the run came to as JSON into the file `GATE_OUTCOME`.
 *
 * `GATE_TESTS` says which tests were asked for (`quick` or `slow`). Vitest calls the others skipped; a run for
 * the slow ones leaves them out, as they were run by `npm test`.
 */
export default class CountTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const slowOnly = process.env["GATE_TESTS"] === "slow";
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const asked = slowOnly ? tests.filter(isSlow) : tests;
    const outcome: Outcome = {
      passed: asked.filter((test) => test.result().state === "passed").length,
      failed: asked.filter((test) => test.result().state === "failed").length + errors.length + brokenFiles(modules),
      skipped: asked.filter((test) => test.result().state === "skipped").map(skippedTest),
    };
    writeFileSync(process.env["GATE_OUTCOME"] ?? "/dev/null", JSON.stringify(outcome));
  }
}

/** Files and groups that failed outside a test: they could not be loaded, or a hook threw. */
function brokenFiles(modules: readonly TestModule[]): number {
  const suites = modules.flatMap((module) => [...module.children.allSuites()]);
  return [...modules, ...suites].filter((part) => part.errors().length > 0).length;
}

function isSlow(test: TestCase): boolean {
  return test.tags.includes("slow");
}

function skippedTest(test: TestCase): SkippedTest {
  const name = `${relative(process.cwd(), test.module.moduleId)}: ${test.fullName}`;
  return { name, reason: reasonOf(test) };
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === "skipped" && result.note !== undefined) return result.note;
  if (test.options.mode === "todo") return "not written yet";
  return isSlow(test) ? "slow: `npm run test:long` runs it" : "no reason given";
}
