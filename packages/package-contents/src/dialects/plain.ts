import type { JsonObject } from "@larder/packument";

import type { Problem } from "../component.ts";
import type { FileTree } from "../file-tree.ts";
import { findIdentityProblems } from "../manifest/identity-problems.ts";
import { isJsonObject, readPackageJson } from "../manifest/read-package-json.ts";
import type { Dialect } from "./dialect.ts";
import { foreignDialects } from "./foreign.ts";
import { hasFile } from "./dialect.ts";

/**
 * An npm package without a `larder` key: a library. It has no components, whatever its folders are called, since
 * `plugins/` and `templates/` mean other things in other packages.
 */
export const plainDialect: Dialect = {
  name: "plain",

  matches: (tree) => hasFile(tree, "package.json"),

  read: (tree, options) => {
    const file = readPackageJson(tree);
    const broken = file !== undefined && "problem" in file ? [file.problem] : [];
    const written = file !== undefined && "packageJson" in file ? file.packageJson : {};
    const packageJson: JsonObject = { ...options.identity, ...written };
    return {
      dialect: "plain",
      packageJson,
      larder: undefined,
      components: [],
      problems:
        broken.length > 0 ? broken : [...findIdentityProblems(packageJson), ...findOversights(tree, packageJson)],
    };
  },
};

/** What looks as if a `larder` key had been forgotten. */
function findOversights(tree: FileTree, packageJson: JsonObject): readonly Problem[] {
  const { engines, peerDependencies } = packageJson;
  const meantForHosts =
    (isJsonObject(engines) && engines["larder"] !== undefined) ||
    (isJsonObject(peerDependencies) && peerDependencies["@larder/sdk"] !== undefined);
  const foreign = foreignDialects.find((dialect) => dialect.matches(tree));
  return [
    ...(meantForHosts
      ? [warning("The package is meant for hosts, but has no `larder` key, so it is read as a library")]
      : []),
    ...(foreign === undefined
      ? []
      : [warning(`The package also holds the manifest of a ${foreign.name} package, which is not read`)]),
  ];
}

function warning(message: string): Problem {
  return { severity: "warning", path: "package.json", message, hint: 'Add `"larder": {}` to find its components' };
}
