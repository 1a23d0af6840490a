import type { JsonObject } from "@larder/packument";

import { discoverComponents } from "../discovery/discover-components.ts";
import type { FileTree } from "../file-tree.ts";
import { findIdentityProblems } from "../manifest/identity-problems.ts";
import { findReadme, readMarkdownDescription } from "../reading/markdown-description.ts";
import type { Dialect } from "./dialect.ts";

const files = ["themes/*.toml", "plugins/*.toml", "completions/*.toml"] as const;

/** A nosh repository: `themes/ plugins/ completions/` with TOML files, and no manifest, so no name and no version. */
export const noshDialect: Dialect = {
  name: "nosh",

  matches: (tree) => tree.files.some(({ path }) => /^(?:themes|plugins|completions)\/[^/]+\.toml$/.test(path)),

  read: (tree, options) => {
    const packageJson = packageJsonOf(tree, options.identity ?? {});
    const { components, problems } = discoverComponents(dataOf(tree), { typescript: false, folders: {} });
    return {
      dialect: "nosh",
      packageJson,
      larder: {},
      components,
      problems: [...findIdentityProblems(packageJson), ...problems],
    };
  },
};

function packageJsonOf(tree: FileTree, identity: { readonly name?: string; readonly version?: string }): JsonObject {
  const readme = findReadme(tree, "");
  const description = readme === undefined ? undefined : readMarkdownDescription(tree, readme);
  return {
    ...identity,
    ...(description === undefined ? {} : { description }),
    files,
    larder: {},
  };
}

/** Unknown files are ignored, as in nosh: there, a folder below `plugins/` is no plugin. `files` keeps them out of the archive. */
function dataOf(tree: FileTree): FileTree {
  return { ...tree, files: tree.files.filter(({ path }) => /^[^/]+\/[^/]+\.toml$/.test(path)) };
}
