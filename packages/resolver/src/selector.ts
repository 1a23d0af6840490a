import { isPackageName, isRange, type PackageName, type Range } from "@larder/package-spec";

/** Some versions of one package: `name` for all of them, or `name@range`. */
export type Selector = { readonly name: PackageName; readonly range: Range };

/** Returns what `text` selects; `undefined` when it is no selector. */
export function parseSelector(text: string): Selector | undefined {
  const at = text.indexOf("@", 1);
  const name = at === -1 ? text : text.slice(0, at);
  const range = at === -1 ? "*" : text.slice(at + 1).trim();
  return isPackageName(name) && isRange(range) ? { name, range } : undefined;
}
