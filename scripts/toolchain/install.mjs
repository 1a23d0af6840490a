import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { explainInstallFailure } from "./failures.mjs";
import { readRecord, writeRecord } from "./record.mjs";
import { root } from "./root.mjs";
import { say } from "./say.mjs";

/** @typedef {"main" | "all"} Scope `main` is what the command line needs to run, `all` adds tests and tools */

/**
 * Installs what `scope` needs, unless the last install of this checkout already did.
 *
 * @param {Scope} scope
 * @param {NodeJS.ProcessEnv} environment
 * @throws {import("./refusal.mjs").Refusal} when the lockfile is wrong or the network is away
 */
export function ensureInstalled(scope, environment) {
  const lockfile = lockfileDigest();
  const needed = planInstall({ scope, lockfile, installed: lastInstall() });
  if (needed === undefined) return;

  const startedAt = performance.now();
  say(needed === "main" ? "Installing what Larder needs to run …" : "Installing everything, with tests and tools …");
  runInstall(needed, environment);
  writeRecord("install", { scope: needed, lockfile });
  say(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/**
 * What has to be installed; `undefined` when nothing has.
 *
 * A checkout that has everything keeps everything, as the smaller install would remove the developer's tools.
 *
 * @param {{ scope: Scope; lockfile: string; installed: Record<string, string> | undefined }} state
 * @returns {Scope | undefined}
 */
export function planInstall({ scope, lockfile, installed }) {
  const complete = installed?.["scope"] === "all";
  const enough = complete || installed?.["scope"] === scope;
  if (enough && installed?.["lockfile"] === lockfile) return undefined;
  return complete ? "all" : scope;
}

/** What the last install of this checkout was. One that was made by hand, by `pnpm install`, is not in the record. */
function lastInstall() {
  const modules = new URL("node_modules/.modules.yaml", root);
  if (!existsSync(modules)) return undefined;
  const scope = /"devDependencies":\s*true/.test(readFileSync(modules, "utf8")) ? "all" : "main";
  const record = readRecord("install");
  return record?.["scope"] === scope ? record : { scope, lockfile: "unknown" };
}

/**
 * The arguments of pnpm. The age and the origin of what is in the lockfile were checked when it got there; checking
 * them again would fetch the full metadata of every package, for a minute or more.
 *
 * @param {Scope} scope
 */
export function installArguments(scope) {
  const common = ["install", "--frozen-lockfile", "--reporter=append-only"];
  const checkedBefore = ["minimumReleaseAge=0", "trustPolicy=off"];
  const settings = [...checkedBefore, "confirmModulesPurge=false", "fetchRetries=2", "fetchRetryMintimeout=500"];
  const filter = scope === "main" ? ["--prod", "--filter", "larder..."] : [];
  return [...common, ...filter, ...settings.map((setting) => `--config.${setting}`)];
}

/**
 * @param {Scope} scope
 * @param {NodeJS.ProcessEnv} environment
 */
function runInstall(scope, environment) {
  const result = spawnSync("pnpm", installArguments(scope), {
    cwd: fileURLToPath(root),
    encoding: "utf8",
    env: environment,
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.status === 0) return;
  const output = `${result.stdout ?? ""}\n${result.stderr ?? ""}\n${result.error?.message ?? ""}`.trim();
  throw explainInstallFailure(output);
}

function lockfileDigest() {
  const file = new URL("pnpm-lock.yaml", root);
  return existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : "missing";
}
