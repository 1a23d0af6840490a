import type { Translation } from "./canonical-package.ts";
import { identityOf } from "./foreign-identity.ts";
import { isKeys, type Keys, keysAt, otherKeys, present, textAt } from "./foreign-keys.ts";
import { engineOf, type Named, readNames, relationOf, requiresOf } from "./foreign-relations.ts";
import { type ManifestSource, manifestDialect } from "./manifest-dialect.ts";
import { extraOf } from "./threebot.ts";
import { readConfiguration } from "./windflow-configuration.ts";

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
  const config = readConfiguration(tree, path, keysAt(keys, "config"));
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
