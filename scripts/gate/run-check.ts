import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import type { Check } from "./checks.ts";
import type { Outcome } from "./outcome.ts";

/** How a check ended, with all that it printed. */
export type CheckResult = { title: string; ok: boolean; output: string; ms: number };

/** Runs a check's tool on the whole repository. A tool that cannot be started has failed. */
export async function runCheck({ title, tool, args }: Check): Promise<CheckResult> {
  const startedAt = performance.now();
  const child = spawn(fileURLToPath(new URL(`../../node_modules/.bin/${tool}`, import.meta.url)), args, {
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code ?? "killed"));
  });
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  const reason = typeof code === "string" ? code : "";
  return { title, ok: code === 0, output: `${stdout}${stderr}${reason}`.trim(), ms: performance.now() - startedAt };
}

/** One line a check, and below it what a failing one printed. */
export function formatCheckResult({ title, ok, output, ms }: CheckResult): string {
  const line = `${ok ? "✓" : "✗"} ${title} ${(ms / 1000).toFixed(1)} s`;
  return ok ? line : `${line}\n${output}`;
}

/** A check counts as one, beside the tests. */
export function outcomeOf({ title, ok, output }: CheckResult): Outcome {
  return { passed: ok ? 1 : 0, failures: ok ? [] : [{ name: title, reason: output }], skipped: [] };
}
