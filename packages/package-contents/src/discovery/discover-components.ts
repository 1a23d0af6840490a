import { componentKinds, type Component, type Problem } from "../component.ts";
import type { FileTree } from "../file-tree.ts";
import type { LarderManifest } from "../manifest/larder-manifest.ts";
import {
  discoverCompletions,
  discoverRecipes,
  discoverSchemas,
  discoverTemplates,
  discoverThemes,
} from "./data-components.ts";
import type { DiscoveryContext } from "./discovery-context.ts";
import { discoverDomains } from "./domains.ts";
import { type Found, joinFound, nothingFound } from "./found.ts";
import { discoverPlugins } from "./plugins.ts";
import { discoverCodeFolders, discoverMixedFolders, discoverSites } from "./top-level.ts";

const componentsMax = 2000;

const rules: readonly ((context: DiscoveryContext) => Found)[] = [
  discoverPlugins,
  discoverDomains,
  discoverSchemas,
  discoverTemplates,
  discoverRecipes,
  discoverCodeFolders,
  discoverMixedFolders,
  discoverSites,
  discoverThemes,
  discoverCompletions,
];

/** How {@link discoverComponents} looks at a tree. */
export type DiscoverOptions = {
  /** May code be TypeScript? Only in a folder on the author's machine. */
  readonly typescript: boolean;
  /** Component folder → another folder, or `false` to switch it off. */
  readonly folders: NonNullable<LarderManifest["components"]>;
  /** What was found outside of the folders. */
  readonly besides?: Found;
};

/** Returns every component of `tree`, by its folder, sorted by kind and name, and what is wrong with the others. */
export function discoverComponents(tree: FileTree, options: DiscoverOptions): Found {
  const context: DiscoveryContext = {
    tree,
    typescript: options.typescript,
    folderOf: (name) => {
      const folder = options.folders[name] ?? name;
      return folder === false ? undefined : folder.replace(/^\.\//, "").replace(/\/+$/, "");
    },
  };
  const found = joinFound([...rules.map((rule) => rule(context)), options.besides ?? nothingFound]);
  const components = found.components.toSorted(compareComponents);
  if (components.length > componentsMax) return tooMany(components.length);
  return { components, problems: [...found.problems, ...findDuplicates(components)] };
}

function compareComponents(left: Component, right: Component): number {
  const byKind = componentKinds.indexOf(left.kind) - componentKinds.indexOf(right.kind);
  if (byKind !== 0) return byKind;
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  return left.path < right.path ? -1 : 1;
}

/** Names are compared without case, and `-` as `_`, so that no two components differ in what nobody can hear. */
function findDuplicates(components: readonly Component[]): readonly Problem[] {
  const byName = Map.groupBy(components, ({ kind, name }) => `${kind} ${name.toLowerCase().replaceAll("-", "_")}`);
  return [...byName.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : others.map((other) => ({
          severity: "error" as const,
          path: other.path,
          message: `\`${other.path}\` and \`${first.path}\` are both the ${other.kind} \`${other.name}\``,
          hint: "Rename one of them",
        })),
  );
}

function tooMany(count: number): Found {
  const message = `The package has ${count} components, more than the ${componentsMax} that are read`;
  return {
    components: [],
    problems: [{ severity: "error", path: ".", message, hint: "Split it into several packages" }],
  };
}
