import { isRange } from "@larder/package-spec";
import type { Json, JsonObject } from "@larder/packument";

import type { Component, Problem } from "../component.ts";
import { discoverComponents } from "../discovery/discover-components.ts";
import { discoverEntry } from "../discovery/entry.ts";
import { findHookProblems } from "../manifest/hook-problems.ts";
import { findIdentityProblems } from "../manifest/identity-problems.ts";
import { parseLarderManifest } from "../manifest/parse-larder-manifest.ts";
import { isJsonObject, readPackageJson } from "../manifest/read-package-json.ts";
import type { Dialect } from "./dialect.ts";

/** Our own format: a `package.json` with a `larder` key. */
export const larderDialect: Dialect = {
  name: "larder",

  matches: (tree) => {
    const file = readPackageJson(tree);
    return file !== undefined && "packageJson" in file && file.packageJson["larder"] !== undefined;
  },

  read: (tree, options) => {
    const file = readPackageJson(tree);
    const written = file !== undefined && "packageJson" in file ? file.packageJson : {};
    const packageJson: JsonObject = { ...options.identity, ...written };
    const { manifest, problems } = parseLarderManifest(packageJson["larder"] ?? {});
    const typescript = options.typescript ?? false;
    const found = discoverComponents(tree, {
      typescript,
      folders: manifest?.components ?? {},
      besides: discoverEntry(tree, { packageJson, entry: manifest?.entry, typescript }),
    });
    return {
      dialect: "larder",
      packageJson,
      larder: manifest,
      components: found.components,
      problems: [
        ...findIdentityProblems(packageJson),
        ...problems,
        ...findHookProblems(tree, manifest ?? {}),
        ...findEngineProblems(packageJson["engines"], found.components),
        ...found.problems,
      ],
    };
  },
};

function findEngineProblems(engines: Json | undefined, components: readonly Component[]): readonly Problem[] {
  const range = isJsonObject(engines) ? engines["larder"] : undefined;
  if (range === undefined) {
    const hasPlugin = components.some(({ kind, status }) => kind === "plugin" && status === "ok");
    return hasPlugin ? [missingEngine] : [];
  }
  if (typeof range === "string" && isRange(range)) return [];
  const message = `\`engines.larder\` is invalid: \`${JSON.stringify(range).slice(0, 80)}\` is not a version range`;
  return [{ severity: "error", path: "package.json", message, hint: "Use a range of the core API, such as `^1.0.0`" }];
}

const missingEngine: Problem = {
  severity: "warning",
  path: "package.json",
  message: "`engines.larder` is missing, so the package may be installed into a host that cannot run its plugins",
  hint: 'Add `"engines": { "larder": "^1.0.0" }`',
};
