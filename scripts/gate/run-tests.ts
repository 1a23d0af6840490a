import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Outcome } from "./outcome.ts";

const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const counter = fileURLToPath(new URL("count-tests.ts", import.meta.url));

/**
 * Runs vitest with our own output, and returns what it came to. `args` are vitest's own: files, `--project`, and
 * so on. A run that ends badly without a failed test counts as one failure.
 */
export async function runTests(which: "quick" | "slow", args: readonly string[]): Promise<Outcome> {
  await using directory = await mkdtempDisposable(join(tmpdir(), "larder-gate-"));
  const file = join(directory.path, "outcome.json");
  const tags = which === "slow" ? "slow" : "!slow";
  const reporters = ["--reporter=default", `--reporter=${counter}`];
  const child = spawn(process.execPath, [vitest, "run", ...reporters, `--tags-filter=${tags}`, ...args], {
    env: { ...process.env, GATE_OUTCOME: file, GATE_TESTS: which },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "close");
  const counted = await readFile(file, "utf8").then(
    (text): Outcome => JSON.parse(text),
    (): Outcome => ({ passed: 0, failures: [], skipped: [] }),
  );
  if (code === 0 || counted.failures.length > 0) return counted;
  return { ...counted, failures: [{ name: "vitest", reason: `ended with ${code}` }] };
}
