import type { FileTree } from "../file-tree.ts";
import { oneLine } from "./description.ts";

const commentsMax = 20;

/** Returns the first paragraph of the first comment that documents the code at `path`; `undefined` without one. */
export function readCodeDescription(tree: FileTree, path: string): string | undefined {
  if (!/\.[jt]s$/.test(path)) return undefined;
  const text = tree.readText(path) ?? "";
  let from = 0;
  for (let seen = 0; seen < commentsMax; seen += 1) {
    const start = text.indexOf("/**", from);
    const end = start === -1 ? -1 : text.indexOf("*/", start + 3);
    if (end === -1) return undefined;
    const paragraph = firstParagraph(text.slice(start + 3, end));
    if (paragraph !== undefined) return paragraph;
    from = end + 2;
  }
  return undefined;
}

/** A comment that opens with a tag (`@typedef`, `@import`) describes a type, not the module. */
function firstParagraph(comment: string): string | undefined {
  const lines = comment.split("\n").map((line) =>
    line
      .trim()
      .replace(/^\*\s?/, "")
      .trim(),
  );
  const start = lines.findIndex((line) => line !== "");
  if (start === -1) return undefined;
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => line === "" || line.startsWith("@"));
  return oneLine(plain((end === -1 ? rest : rest.slice(0, end)).join(" ")));
}

function plain(text: string): string {
  return text.replaceAll(/\{@link ([^{}]{1,200})\}/g, "$1");
}
