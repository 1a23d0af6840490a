import type { FileTree } from "../file-tree.ts";
import { oneLine } from "./description.ts";

/** Returns the path of the README in `folder` (empty for the package's root); `undefined` when there is none. */
export function findReadme(tree: FileTree, folder: string): string | undefined {
  const prefix = folder === "" ? "" : `${folder}/`;
  return tree.files.find(
    ({ path }) => path.startsWith(prefix) && /^readme(?:\.md|\.markdown)?$/i.test(path.slice(prefix.length)),
  )?.path;
}

/** Returns the first paragraph of the markdown file at `path` as one line, without headings, badges and code. */
export function readMarkdownDescription(tree: FileTree, path: string): string | undefined {
  const text = (tree.readText(path) ?? "").slice(0, 20_000).replaceAll("\r\n", "\n");
  const paragraph = text
    .split(/\n{2,}/)
    .map((block) => block.replaceAll(/^#{1,6} .*$/gm, "").trim())
    .find((block) => block !== "" && !/^(?:```|<|!\[|\[!\[|[-=]{3,}$)/.test(block));
  return paragraph === undefined ? undefined : oneLine(paragraph);
}
