const segment = /^[^./\\\0][^/\\\0]*$/;

/**
 * Can a package stand under the name `text` in a `node_modules` folder? Looser than the name of a package, since a
 * dependency may be called otherwise, but it never leads anywhere else.
 */
export function isImportName(text: string): boolean {
  const segments = text.split("/");
  return segments.length <= 2 && segments.every((part) => segment.test(part)) && text !== "node_modules";
}
