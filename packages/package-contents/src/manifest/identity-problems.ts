import { isPackageName } from "@larder/package-spec";
import type { JsonObject } from "@larder/packument";
import semver from "semver";

import type { Problem } from "../component.ts";

const hint = "Name it with `larder publish --name NAME --version VERSION`, or in a `package.json`";

/** Returns what is wrong with the name and the version of `packageJson`. */
export function findIdentityProblems(packageJson: JsonObject): readonly Problem[] {
  const { name, version } = packageJson;
  return [
    ...(name === undefined ? [problemOf("The package has no name", hint)] : []),
    ...(name === undefined || (typeof name === "string" && isPackageName(name))
      ? []
      : [problemOf(`\`${shown(name)}\` is not a package name`, "Use `name` or `@scope/name` in lower case")]),
    ...(version === undefined ? [problemOf("The package has no version", hint)] : []),
    ...(version === undefined || (typeof version === "string" && semver.valid(version) !== null)
      ? []
      : [problemOf(`\`${shown(version)}\` is not a version`, "Use `major.minor.patch`, such as `1.0.0`")]),
  ];
}

function problemOf(message: string, next: string): Problem {
  return { severity: "error", path: "package.json", message, hint: next };
}

function shown(value: unknown): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 80);
}
