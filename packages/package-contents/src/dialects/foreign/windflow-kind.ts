import type { Translation } from "./canonical-package.ts";
import { identityOf } from "./foreign-identity.ts";
import { keysAt, listAt, otherKeys, present, textAt } from "./foreign-keys.ts";
import { engineOf, readNames } from "./foreign-relations.ts";
import { type ManifestSource, manifestDialect } from "./manifest-dialect.ts";
import { extraOf } from "./threebot.ts";
import { readConfiguration } from "./windflow-configuration.ts";
import { relationsOf, windflow } from "./windflow-plugin.ts";

const knownOfSpec = [
  "runtimes",
  "configSchema",
  "configDefaults",
  "configProfiles",
  "images",
  "secrets",
  "dependencies",
  "hooks",
  "healthChecks",
];

/** A Windflow plugin with `kind: Plugin`: what is known of it under `metadata`, what it does under `spec`. */
export const windflowKindDialect = manifestDialect({
  name: "windflow",
  files: ["plugin.yml", "plugin.yaml"],
  fits: (keys) => keys["kind"] === "Plugin",
  translate,
});

function translate({ tree, path, keys }: ManifestSource): Translation {
  const metadata = keysAt(keys, "metadata");
  const spec = keysAt(keys, "spec");
  const dependencies = keysAt(spec, "dependencies");
  const plugins = readNames(path, "spec.dependencies.plugins", dependencies["plugins"]);
  const engine = engineOf(path, plugins.names.find(({ name }) => name === "core")?.range, windflow);
  const config = readConfiguration(tree, path, {
    schema: spec["configSchema"],
    defaults: spec["configDefaults"],
    profiles: spec["configProfiles"],
  });
  const deploy = present({
    runtimes: spec["runtimes"],
    images: spec["images"],
    secrets: spec["secrets"],
    healthChecks: spec["healthChecks"],
  });
  const kept = {
    ...otherKeys(spec, knownOfSpec),
    ...present({ services: dependencies["services"], annotations: metadata["annotations"] }),
  };
  return {
    identity: identityOf(path, { name: textAt(metadata, "name") }, metadata),
    fields: {
      description: textAt(metadata, "description"),
      keywords: listAt(metadata, "tags").length === 0 ? undefined : listAt(metadata, "tags"),
      contributors: listAt(metadata, "maintainers").length === 0 ? undefined : listAt(metadata, "maintainers"),
    },
    engine: engine.engine,
    larder: present({
      ...relationsOf(textAt(metadata, "name"), textAt(metadata, "version"), plugins.names),
      config: config.config,
      hooks: spec["hooks"],
      deploy: Object.keys(deploy).length === 0 ? undefined : deploy,
      ...extraOf(kept),
    }),
    problems: [...plugins.problems, ...engine.problems, ...config.problems],
  };
}
