import { sep } from "node:path";
import { fileURLToPath } from "node:url";

import { Refusal } from "./refusal.mjs";
import { root } from "./root.mjs";

/**
 * @typedef {object} Plan
 * @property {import("./install.mjs").Scope} scope what must be installed first
 * @property {string[]} args what Node is given
 * @property {string} cwd where it runs
 * @property {Record<string, string>} env what is added to its environment
 */

/**
 * What one of the commands of package.json runs.
 *
 * @param {string | undefined} command
 * @param {string[]} args the user's own arguments
 * @param {string} userDirectory where the user stands
 * @returns {Plan}
 * @throws {Refusal} when there is no such command
 */
export function planCommand(command, args, userDirectory) {
  const directory = fileURLToPath(root);
  switch (command) {
    case "start":
      return { ...fromSource(["tour", ...args], directory), cwd: directory };
    case "larder":
      return { ...fromSource(args, userDirectory), cwd: userDirectory };
    case "test":
      return { scope: "all", args: [pathOf("scripts/gate.ts"), ...args], cwd: directory, env: {} };
    case "test:long":
      return { scope: "all", args: [pathOf("scripts/gate.ts"), "--long", ...args], cwd: directory, env: {} };
    case "compatibility":
      return { scope: "all", args: [pathOf("test/compatibility/main.ts"), ...args], cwd: directory, env: {} };
    case "bench":
      return {
        scope: "all",
        args: [pathOf("test/bench/main.ts"), ...args],
        cwd: directory,
        env: { NODE_ENV: "production" },
      };
    default:
      throw new Refusal(
        `There is no command \`${command ?? ""}\``,
        "The commands are `npm start`, `npm test`, `npm run test:long`, `npm run bench`, `npm run compatibility` and " +
          "`npm run larder -- …`.",
      );
  }
}

/**
 * The command line, run from its TypeScript source.
 *
 * @param {string[]} args
 * @param {string} userDirectory
 */
function fromSource(args, userDirectory) {
  const loader = new URL("scripts/jsx.mjs", root).href;
  return {
    scope: /** @type {const} */ ("main"),
    args: ["--import", loader, pathOf("apps/cli/src/main.ts"), ...args],
    // What larder prints as the next command is then one that can be typed there.
    env: { NODE_COMPILE_CACHE: pathOf("node_modules/.cache/node-compile"), LARDER_COMMAND: typedIn(userDirectory) },
  };
}

/** What a person types in `userDirectory` to run the command line; npm finds its script in the checkout only. @param {string} userDirectory */
function typedIn(userDirectory) {
  const directory = fileURLToPath(root);
  if (`${userDirectory}${sep}`.startsWith(directory)) return "npm run larder --";
  const prefix = directory.replace(/[/\\]$/, "");
  return `npm --prefix ${/^[\w/\\:.@+-]+$/.test(prefix) ? prefix : `"${prefix}"`} run larder --`;
}

/** @param {string} path */
function pathOf(path) {
  return fileURLToPath(new URL(path, root));
}
