import { lstat, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

import { FilePathError } from "./files-errors.ts";

/** What every path of a package's files begins with. */
export const filesRoot = "data";

const lengthMax = 1024;

/** Returns the names in `path`, below the root. Throws {@link FilePathError} for what could mean something else. */
export function parseOwnPath(path: unknown): readonly string[] {
  if (typeof path !== "string") throw new FilePathError(String(path), "it is no text");
  const reason = findFault(path);
  if (reason !== undefined) throw new FilePathError(path, reason);
  return path.split("/").slice(1);
}

function findFault(path: string): string | undefined {
  if (path.length > lengthMax) return `it is longer than ${lengthMax} characters`;
  // eslint-disable-next-line no-control-regex
  if (/[\\\u0000-\u001f\u007f:]/.test(path)) return "it has a backslash, a colon or a character that cannot be seen";
  const names = path.split("/");
  if (names[0] !== filesRoot) return `it does not begin with \`${filesRoot}/\``;
  if (names.some((name) => name === "." || name === "..")) return "it has a step that leads elsewhere";
  return names.some((name) => name === "" || name.length > 255) ? "one of its names is empty or too long" : undefined;
}

/**
 * Returns where the file of these names is below `root`, a real path. Throws {@link FilePathError} where a link leads
 * out of it: a package makes none, but its scripts may.
 */
export async function resolveInside(root: string, names: readonly string[]): Promise<string> {
  const path = join(root, ...names);
  for (let known = path; known !== root; known = dirname(known)) {
    const found = await lstat(known).catch(() => undefined);
    if (found === undefined) continue;
    const real = await realpath(known).catch(() => undefined);
    if (real !== undefined && `${real}${sep}`.startsWith(root + sep)) return join(real, path.slice(known.length));
    throw new FilePathError([filesRoot, ...names].join("/"), "a link in it leads elsewhere");
  }
  return path;
}
