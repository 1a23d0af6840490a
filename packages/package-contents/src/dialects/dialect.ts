import type { FileTree } from "../file-tree.ts";
import type { DialectName, InspectOptions, PackageInspection } from "../package-inspection.ts";

/** A package format: another system's, or one of our two. */
export type Dialect = {
  readonly name: DialectName;
  /** Is the package in `tree` written in this format? */
  readonly matches: (tree: FileTree) => boolean;
  /** Returns what the package is. Never throws: what is wrong comes back as problems. */
  readonly read: (tree: FileTree, options: InspectOptions) => PackageInspection;
};

/** Does `tree` hold a file at `path`? */
export function hasFile(tree: FileTree, path: string): boolean {
  return tree.files.some((file) => file.path === path);
}
