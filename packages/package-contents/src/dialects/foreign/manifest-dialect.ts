import type { FileTree } from "../../file-tree.ts";
import type { DialectName } from "../../package-inspection.ts";
import { readDataFile } from "../../reading/data-file.ts";
import { type Dialect, hasFile } from "../dialect.ts";
import { type Translation, toCanonical } from "./canonical-package.ts";
import { isKeys, type Keys } from "./foreign-keys.ts";

/** A format that is known by one file, and by what that holds. */
export type ManifestFormat = {
  readonly name: DialectName;
  readonly files: readonly string[];
  /** Is it this format? `keys` is empty for a file that cannot be read: then its name alone decides. */
  readonly fits: (keys: Keys) => boolean;
  /** Returns the package in terms of ours. Never throws. */
  readonly translate: (source: ManifestSource) => Translation;
};

/** A manifest of another system, read. */
export type ManifestSource = { readonly tree: FileTree; readonly path: string; readonly keys: Keys };

/** A dialect with the file that it is known by. */
export type ForeignDialect = Dialect & { readonly fileIn: (tree: FileTree) => string | undefined };

/** Returns `format` as a dialect. A manifest that cannot be read is one problem, with the line and the reason. */
export function manifestDialect(format: ManifestFormat): ForeignDialect {
  const fileIn = (tree: FileTree): string | undefined =>
    format.files.find((path) => hasFile(tree, path) && format.fits(keysOf(tree, path)));
  return {
    name: format.name,
    fileIn,
    matches: (tree) => fileIn(tree) !== undefined,
    read(tree, options) {
      const path = fileIn(tree) ?? "";
      const data = readDataFile(tree, path);
      if (!("problem" in data) && isKeys(data.value)) {
        const source = { tree, path, keys: data.value };
        return toCanonical(format.name, tree, options, format.translate(source));
      }
      const message = `\`${path}\` does not hold a map of fields`;
      const broken = "problem" in data ? data.problem : ({ severity: "error", path, message } as const);
      return {
        dialect: format.name,
        packageJson: { ...options.identity },
        larder: undefined,
        components: [],
        problems: [broken],
      };
    },
  };
}

function keysOf(tree: FileTree, path: string): Keys {
  const data = readDataFile(tree, path);
  return "value" in data && isKeys(data.value) ? data.value : {};
}
