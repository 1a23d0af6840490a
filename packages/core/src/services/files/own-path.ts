import { lstat, readlink, realpath } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

import { FilePathError } from "./files-errors.ts";

/** What every path of a package's files begins with. */
export const filesRoot = "data";

/** What is begun to be written stands under such a name in the root of the files; nobody sees it. */
export const draftPrefix = ".larder-draft-";

const lengthMax = 1024;
/** Of one name, in UTF-8, on every file system that is in use. */
const nameBytesMax = 255;

/** A file of a package, wherever links lead. */
export type OwnFile = {
  /** Absolute and real, as far as it is there. */
  readonly file: string;
  /** The path of a package's own files that `file` has, without a link in it. */
  readonly path: string;
};

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
  // Halves of characters all become the same on disk, and so would two names.
  if (!path.isWellFormed()) return "it has half of a character";
  const names = path.split("/");
  if (names[0] !== filesRoot) return `it does not begin with \`${filesRoot}/\``;
  if (names.some((name) => name === "." || name === "..")) return "it has a step that leads elsewhere";
  if (names[1]?.startsWith(draftPrefix) === true) return `names with \`${draftPrefix}\` are the host's`;
  return names.some((name) => name === "" || Buffer.byteLength(name) > nameBytesMax)
    ? "one of its names is empty or too long"
    : undefined;
}

/**
 * Returns where the file of these names is below `root`, a real path. Throws {@link FilePathError} where a link leads
 * out of it: a package makes none, but its scripts may.
 */
export async function resolveInside(root: string, names: readonly string[]): Promise<OwnFile> {
  const path = join(root, ...names);
  for (let known = path; known !== root; known = dirname(known)) {
    const found = await lstat(known).catch(() => undefined);
    if (found === undefined) continue;
    const real = await realpath(known).catch(() => undefined);
    if (real === undefined || !isInside(root, real)) throw leadsElsewhere([filesRoot, ...names].join("/"));
    const file = join(real, path.slice(known.length));
    return { file, path: ownPathOf(root, file) };
  }
  return { file: path, path: ownPathOf(root, path) };
}

/** Returns the path of a package's own files that `file`, below `root`, has. */
export function ownPathOf(root: string, file: string): string {
  return join(filesRoot, relative(root, file)).replaceAll(sep, "/");
}

/**
 * Throws {@link FilePathError} when what was opened is not `file`: a link has taken the place of one of its directories
 * since it was resolved. Where the system does not tell what is open, nothing is known, and nothing is thrown.
 */
export async function assertOpened(handle: FileHandle, { file, path }: OwnFile): Promise<void> {
  const opened = await readlink(openedPath(handle)).catch(() => file);
  if (opened !== file && opened !== `${file} (deleted)`) throw leadsElsewhere(path);
}

/** Returns a path that leads to what is open, whatever became of its name since; only where there is a `/proc`. */
export function openedPath({ fd }: FileHandle): string {
  return `/proc/self/fd/${fd}`;
}

function isInside(root: string, real: string): boolean {
  return `${real}${sep}`.startsWith(root + sep);
}

function leadsElsewhere(path: string): FilePathError {
  return new FilePathError(path, "a link in it leads elsewhere");
}
