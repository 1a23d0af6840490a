import type { JsonObject } from "@larder/packument";

import type { FileTree } from "../file-tree.ts";
import { discoverCode } from "./code-component.ts";
import { type Found, nothingFound } from "./found.ts";
import { listFilesBelow } from "./package-files.ts";

/** What {@link discoverEntry} needs to know besides the files. */
export type EntryOptions = {
  readonly packageJson: JsonObject;
  readonly entry: string | undefined;
  readonly typescript: boolean;
};

/** What the root plugin is where the manifest names none. */
const defaultEntries = ["package.js", "package.ts"];

/**
 * Finds the package's root plugin: the file that `larder.entry` names, else `package.js`. It is called like the package
 * without its scope.
 */
export function discoverEntry(tree: FileTree, options: EntryOptions): Found {
  const entry = options.entry ?? defaultEntries.find((name) => tree.files.some((file) => file.path === name));
  if (entry === undefined) return nothingFound;
  const path = entry.replace(/^\.\//, "");
  const exists = tree.files.some((file) => file.path === path);
  if (!exists) {
    const message = `\`larder.entry\` names \`${path}\`, which is not in the package`;
    return { ...nothingFound, problems: [{ severity: "error", path: "package.json", message }] };
  }
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  const file = listFilesBelow(tree, folder).find((candidate) => candidate.path === path);
  if (file === undefined) return nothingFound;
  const fullName = options.packageJson["name"];
  const name = typeof fullName === "string" ? fullName.slice(fullName.indexOf("/") + 1) : "";
  const context = { tree, typescript: options.typescript, folderOf: (known: string) => known };
  return discoverCode(context, "plugin", [{ file, name: [name] }]);
}
