import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const require = createRequire(import.meta.url);
const scripts = { npm: "bin/npm-cli.js", pnpm: "bin/pnpm.mjs" };

/** Runs the real npm or pnpm in `directory`, which it also takes for its home, and returns what it printed. */
export async function runPackageManager(
  name: "npm" | "pnpm",
  directory: string,
  args: readonly string[],
): Promise<string> {
  const script = join(dirname(require.resolve(`${name}/package.json`)), scripts[name]);
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    cwd: directory,
    env: { PATH: process.env["PATH"] ?? "", HOME: directory, CI: "true" },
  });
  return stdout;
}
