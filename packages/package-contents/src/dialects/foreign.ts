import type { FileTree } from "../file-tree.ts";
import type { DialectName } from "../package-inspection.ts";
import { readDataFile } from "../reading/data-file.ts";
import { type Dialect, hasFile } from "./dialect.ts";

type Keys = { readonly [key: string]: unknown };

/** The formats that are recognised by their manifest but not read yet: first hit wins. */
export const foreignDialects: readonly Dialect[] = [
  notYetRead("threebot", "package.toml", (keys) => "source" in keys),
  notYetRead("js-sdk", "package.toml", () => true),
  notYetRead("windflow", "windflow-plugin.yml", () => true),
  ...["plugin.yaml", "plugin.yml"].flatMap((file) => [
    notYetRead("windflow", file, (keys) => keys["kind"] === "Plugin" || "hooks" in keys || hasConfigSchema(keys)),
    notYetRead("xcore", file, (keys) => "execution_mode" in keys || "framework_version" in keys || "requires" in keys),
    notYetRead("hottopoteto", file, (keys) => "entry_point" in keys),
  ]),
  notYetRead(
    "hottopoteto",
    "manifest.json",
    (keys) => isKeys(keys["entry_points"]) && "link_handlers" in keys["entry_points"],
  ),
];

function notYetRead(name: DialectName, file: string, fits: (keys: Keys) => boolean): Dialect {
  return {
    name,
    matches: (tree) => hasFile(tree, file) && fits(keysOf(tree, file)),
    read: (_tree, options) => ({
      dialect: name,
      packageJson: { ...options.identity },
      larder: undefined,
      components: [],
      problems: [
        {
          severity: "error",
          path: file,
          message: `\`${file}\` is the manifest of a ${name} package, a format that is not supported yet`,
          hint: "Write a `package.json` with a `larder` key beside it",
        },
      ],
    }),
  };
}

/** A broken manifest has no keys: then its file name alone decides. */
function keysOf(tree: FileTree, file: string): Keys {
  const data = readDataFile(tree, file);
  return "value" in data && isKeys(data.value) ? data.value : {};
}

function hasConfigSchema(keys: Keys): boolean {
  return isKeys(keys["config"]) && "schema" in keys["config"];
}

function isKeys(value: unknown): value is Keys {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
