import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

import { explainFetchFailure } from "./failures.mjs";
import { readRecord, writeRecord } from "./record.mjs";
import { say } from "./say.mjs";
import { isWanted, thisMachine, toolPackages, wanted } from "./wanted.mjs";

/**
 * @typedef {object} Toolchain
 * @property {string} node the executable of a wanted Node
 * @property {string | undefined} binDirectory the folder with `node` and `pnpm`; undefined when `PATH` has both
 */

const windows = process.platform === "win32";

/**
 * Finds a wanted Node and pnpm: the installed ones, else those fetched earlier, else it fetches them with npm.
 *
 * @returns {Toolchain}
 * @throws {import("./refusal.mjs").Refusal} when they cannot be had
 */
export function locateToolchain() {
  if (isWanted("node", process.versions.node) && isWanted("pnpm", installedPnpm())) {
    return { node: process.execPath, binDirectory: undefined };
  }
  return recordedToolchain() ?? fetchToolchain();
}

/** The version of the installed pnpm, asked outside the project so that nothing tries to switch it; 0.0.0 when none. */
function installedPnpm() {
  const { stdout } = spawnSync("pnpm", ["--version"], {
    cwd: tmpdir(),
    encoding: "utf8",
    env: { ...process.env, COREPACK_ENABLE_NETWORK: "0" },
    shell: windows,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 5000,
  });
  return /^\d+\.\d+\.\d+/.exec(stdout ?? "")?.[0] ?? "0.0.0";
}

/** Where an earlier run found the fetched toolchain; `undefined` when npm's cache was cleaned or the pins moved. */
function recordedToolchain() {
  const record = readRecord("toolchain");
  if (record?.["wanted"] !== JSON.stringify(wanted)) return undefined;
  const { node = "", binDirectory = "" } = record;
  const complete = existsSync(node) && existsSync(join(binDirectory, windows ? "pnpm.cmd" : "pnpm"));
  return complete ? { node, binDirectory } : undefined;
}

/** @returns {Toolchain} */
function fetchToolchain() {
  const packages = toolPackages(thisMachine());
  say(`Node ${process.versions.node} is installed; using Node ${wanted.node} and pnpm ${wanted.pnpm} from npm`);

  const found = parseProbe(runNpmExec(packages));
  writeRecord("toolchain", { ...found, wanted: JSON.stringify(wanted) });
  return found;
}

/**
 * Runs `probe.mjs` in the fetched toolchain and returns its answer. The long-running command is started
 * without npm afterwards, so that signals and exit codes have one hop less to get lost in.
 *
 * @param {string[]} packages
 */
function runNpmExec(packages) {
  const probe = fileURLToPath(new URL("probe.mjs", import.meta.url));
  const flags = ["--yes", "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=500"];
  const specs = packages.map((spec) => `--package=${spec}`);
  const [command, ...first] = npmCommand();
  const result = spawnSync(command, [...first, "exec", ...flags, ...specs, "--", "node", probe], {
    cwd: tmpdir(),
    encoding: "utf8",
    shell: windows && first.length === 0,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.error !== undefined || result.status !== 0) {
    throw explainFetchFailure(`${result.stderr ?? ""}\n${result.error?.message ?? ""}`);
  }
  return result.stdout;
}

/** npm as the user started it, else the one on `PATH`. @returns {[string, ...string[]]} */
function npmCommand() {
  const script = process.env["npm_execpath"];
  return script?.endsWith("npm-cli.js") ? [process.execPath, script] : ["npm"];
}

/**
 * @param {string} text the answer of `probe.mjs`
 * @returns {Toolchain & { binDirectory: string }}
 */
function parseProbe(text) {
  const { version, node, binDirectory } = JSON.parse(text);
  if (version !== wanted.node || binDirectory === undefined) {
    throw explainFetchFailure(`npm exec answered with Node ${version} at ${node}`);
  }
  return { node, binDirectory };
}

/**
 * The environment of everything that is started: the toolchain first on `PATH`, and nothing of the npm that
 * happened to start this script, whose settings (`loglevel`, `yes`, …) would leak into the clients that the tour
 * and the tests run. What says where npm fetches from, and how, stays.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {Toolchain} toolchain
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(environment, { binDirectory }) {
  const kept = Object.entries(environment).filter(([name]) => !/^npm_/i.test(name) || networkSetting.test(name));
  const clean = Object.fromEntries(kept);
  if (binDirectory === undefined) return clean;
  const pathName = kept.find(([name]) => name.toUpperCase() === "PATH")?.[0] ?? "PATH";
  return { ...clean, [pathName]: [binDirectory, clean[pathName]].filter(Boolean).join(delimiter) };
}

const networkSetting =
  /^npm_config_(registry|userconfig|globalconfig|cache|ca|cafile|proxy|https[-_]proxy|strict[-_]ssl)$/i;
