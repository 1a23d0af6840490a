import type { FileTree } from "../file-tree.ts";
import { fileTreeOf } from "../file-tree.ts";
import { inspectPackage } from "../inspect-package.ts";
import type { InspectOptions } from "../package-inspection.ts";

const identity = { name: "@acme/metrics", version: "1.0.0", engines: { larder: "^1.0.0" } };

/** Returns the tree of a package that is right in all but `larder` and `files`. */
export function packageOf(larder: unknown, files: Readonly<Record<string, string>> = {}): FileTree {
  return fileTreeOf({ "package.json": JSON.stringify({ ...identity, larder }), ...files });
}

/** Returns every problem of `tree` as one line. */
export function messagesOf(tree: FileTree, options: InspectOptions = {}): readonly string[] {
  return inspectPackage(tree, options).problems.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}
