import type { FileTree } from "../file-tree.ts";
import { listFilesBelow, type PackageFile } from "./package-files.ts";

/** What every discovery rule gets: the files, and whether code may be TypeScript. */
export type DiscoveryContext = {
  readonly tree: FileTree;
  readonly typescript: boolean;
  /** Returns the folder that stands for component folder `name`; `undefined` when the manifest switched it off. */
  folderOf(name: string): string | undefined;
};

/** Returns the component files below component folder `name`, wherever the manifest put it. */
export function listComponentFiles(context: DiscoveryContext, name: string): readonly PackageFile[] {
  const folder = context.folderOf(name);
  return folder === undefined ? [] : listFilesBelow(context.tree, folder);
}
