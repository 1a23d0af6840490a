import type { Problem } from "../../component.ts";
import type { FileTree } from "../../file-tree.ts";
import { readDataFile } from "../../reading/data-file.ts";
import { hasFile } from "../dialect.ts";
import type { Translation } from "./canonical-package.ts";
import { identityOf, problem } from "./foreign-identity.ts";
import { isKeys, type Keys, keysAt, otherKeys, present, textAt } from "./foreign-keys.ts";
import { engineOf, type Named, readNames, relationOf, requiresOf } from "./foreign-relations.ts";
import { type ManifestSource, manifestDialect } from "./manifest-dialect.ts";
import { extraOf } from "./threebot.ts";

const known = ["name", "version", "description", "author", "license", "dependencies", "config", "hooks"];

/** The system whose versions a Windflow plugin names. */
export const windflow = { name: "Windflow", known: "1.x || 2.x" } as const;

/** A Windflow plugin: `plugin.yml` with a configuration and hooks. */
export const windflowDialect = manifestDialect({
  name: "windflow",
  files: ["plugin.yml", "plugin.yaml"],
  fits: (keys) =>
    "hooks" in keys || (isKeys(keys["config"]) && ("schema" in keys["config"] || "defaults" in keys["config"])),
  translate,
});

function translate({ tree, path, keys }: ManifestSource): Translation {
  const dependencies = readNames(path, "dependencies", keys["dependencies"]);
  const core = dependencies.names.find(({ name }) => name === "core");
  const engine = engineOf(path, core?.range, windflow);
  const config = configOf(tree, path, keysAt(keys, "config"));
  return {
    identity: identityOf(path, { name: textAt(keys, "name") }, keys),
    fields: {
      description: textAt(keys, "description"),
      author: textAt(keys, "author"),
      license: textAt(keys, "license"),
    },
    engine: engine.engine,
    larder: present({
      ...relationsOf(textAt(keys, "name"), textAt(keys, "version"), dependencies.names),
      config: config.config,
      hooks: keys["hooks"],
      ...extraOf(otherKeys(keys, known)),
    }),
    problems: [...dependencies.problems, ...engine.problems, ...config.problems],
  };
}

/** Returns what is required besides the core; a plugin is found by others under its bare name. */
export function relationsOf(name: string | undefined, version: string | undefined, names: readonly Named[]): Keys {
  const required = names.filter((named) => named.name !== "core");
  return present({
    requires: required.length === 0 ? undefined : requiresOf(required),
    provides: name === undefined ? undefined : { [relationOf(name)]: version ?? "0.0.0" },
  });
}

function configOf(
  tree: FileTree,
  path: string,
  config: Keys,
): { readonly config: Keys | undefined; readonly problems: readonly Problem[] } {
  const schema = readPart(tree, path, config["schema"]);
  const defaults = readPart(tree, path, config["defaults"]);
  const read = present({ schema: schema.value, defaults: defaults.value });
  return {
    config: Object.keys(read).length === 0 ? undefined : read,
    problems: [...schema.problems, ...defaults.problems],
  };
}

/** Returns a part of a manifest that stands there, or in a file which is named there. */
export function readPart(
  tree: FileTree,
  path: string,
  written: unknown,
): { readonly value: Keys | undefined; readonly problems: readonly Problem[] } {
  if (written === undefined || written === null) return { value: undefined, problems: [] };
  if (isKeys(written)) return { value: written, problems: [] };
  if (typeof written !== "string") {
    return { value: undefined, problems: [problem("error", path, `\`${path}\` names a file with what is no text`)] };
  }
  const file = written.replace(/^\.\//, "");
  if (!hasFile(tree, file)) {
    const message = `\`${path}\` names \`${file}\`, which is not in the package`;
    return { value: undefined, problems: [problem("error", path, message)] };
  }
  const data = readDataFile(tree, file);
  if ("problem" in data) return { value: undefined, problems: [data.problem] };
  if (isKeys(data.value)) return { value: data.value, problems: [] };
  return { value: undefined, problems: [problem("error", file, `\`${file}\` does not hold a map`)] };
}
