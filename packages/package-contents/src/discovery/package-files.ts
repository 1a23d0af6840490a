import type { FileTree } from "../file-tree.ts";

/** A file that discovery may look at, with its path taken apart. */
export type PackageFile = {
  readonly path: string;
  /** The folders of `path` below the component folder that is read. */
  readonly folders: readonly string[];
  /** The name without its last extension. */
  readonly stem: string;
  /** The last extension with its dot, lower case; empty when there is none. */
  readonly extension: string;
};

/**
 * Returns the files of `tree` below `folder`, which is the package itself when it is empty, without those that are never components: names that start with `_` or
 * `.`, tests, type declarations, and whatever dependencies were installed there.
 */
export function listFilesBelow(tree: FileTree, folder: string): readonly PackageFile[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  return tree.files
    .filter(({ path }) => path.startsWith(prefix) && !isSkipped(path.slice(prefix.length)))
    .map(({ path }) => packageFileOf(path, prefix.length));
}

function isSkipped(relativePath: string): boolean {
  const segments = relativePath.split("/");
  const name = segments.at(-1) ?? "";
  return (
    segments.some((segment) => /^[_.]/.test(segment) || segment === "node_modules") ||
    /\.test\.[^.]+$/.test(name) ||
    /\.d\.[cm]?ts$/.test(name)
  );
}

function packageFileOf(path: string, start: number): PackageFile {
  const folders = path.slice(start).split("/");
  const name = folders.pop() ?? "";
  const dot = name.lastIndexOf(".");
  return dot <= 0
    ? { path, folders, stem: name, extension: "" }
    : { path, folders, stem: name.slice(0, dot), extension: name.slice(dot).toLowerCase() };
}
