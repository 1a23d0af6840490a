import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

import type { Reporter, TestCase, TestModule } from "vitest/node";

import type { Failure, Outcome, SkippedTest } from "./outcome.ts";

/**
 * Vitest's reporter for the gate: writes what the run came to as JSON into the file `GATE_OUTCOME`.
 *
 * `GATE_TESTS` says which tests were asked for (`quick` or `slow`). Vitest calls the others skipped; a run for
 * the slow ones leaves them out, as they were run by `npm test`.
 */
export default class CountTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly { message: string }[]): void {
    const slowOnly = process.env["GATE_TESTS"] === "slow";
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const asked = slowOnly ? tests.filter(isSlow) : tests;
    const stray = errors.map(({ message }) => ({ name: "an error outside the tests", reason: message }));
    const outcome: Outcome = {
      passed: asked.filter((test) => test.result().state === "passed").length,
      failures: [...asked.flatMap(failureOf), ...modules.flatMap(brokenParts), ...stray],
      skipped: asked.filter((test) => test.result().state === "skipped").map(skippedTest),
    };
    writeFileSync(process.env["GATE_OUTCOME"] ?? "/dev/null", JSON.stringify(outcome));
  }
}

function failureOf(test: TestCase): Failure[] {
  const { state, errors } = test.result();
  return state === "failed"
    ? [{ name: `${fileOf(test.module)}: ${test.fullName}`, reason: reasonsOf(errors ?? []) }]
    : [];
}

/** A file and its groups, where they failed outside a test: they could not be loaded, or a hook threw. */
function brokenParts(module: TestModule): Failure[] {
  const suites = [...module.children.allSuites()].map((suite) => ({ name: `: ${suite.fullName}`, suite }));
  return [{ name: "", suite: module }, ...suites]
    .filter(({ suite }) => suite.errors().length > 0)
    .map(({ name, suite }) => ({ name: `${fileOf(module)}${name}`, reason: reasonsOf(suite.errors()) }));
}

function reasonsOf(errors: readonly { message: string; diff?: string | undefined }[]): string {
  return stripVTControlCharacters(errors.map(({ message, diff }) => `${message}${diff ? `\n${diff}` : ""}`).join("\n"));
}

function fileOf(module: TestModule): string {
  return relative(process.cwd(), module.moduleId);
}

function isSlow(test: TestCase): boolean {
  return test.tags.includes("slow");
}

function skippedTest(test: TestCase): SkippedTest {
  return { file: fileOf(test.module), reason: reasonOf(test) };
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  if (result.state === "skipped" && result.note !== undefined) return result.note;
  if (test.options.mode === "todo") return "not written yet";
  return isSlow(test) ? "slow: `npm run test:long` runs it" : "no reason given";
}
