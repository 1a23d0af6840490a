import type { Translation } from "./canonical-package.ts";
import { identityOf } from "./foreign-identity.ts";
import { isKeys, otherKeys, textAt } from "./foreign-keys.ts";
import { type ManifestSource, manifestDialect } from "./manifest-dialect.ts";
import { extraOf } from "./threebot.ts";

const known = ["name", "version", "description", "author"];

/** A Hottopoteto plugin of the newer form: `plugin.yaml` with the module that registers it. */
export const hottopotetoDialect = manifestDialect({
  name: "hottopoteto",
  files: ["plugin.yaml", "plugin.yml"],
  fits: (keys) =>
    typeof keys["entry_point"] === "string" &&
    !/\.(?:py|js|ts)$/.test(keys["entry_point"]) &&
    !("execution_mode" in keys),
  translate,
});

/** A Hottopoteto plugin of the older form: `manifest.json` with its link handlers. */
export const olderHottopotetoDialect = manifestDialect({
  name: "hottopoteto",
  files: ["manifest.json"],
  fits: (keys) => isKeys(keys["entry_points"]) && "link_handlers" in keys["entry_points"],
  translate,
});

/** Its code registers itself, which the folders do here; what it says of that code is kept for those who port it. */
function translate({ path, keys }: ManifestSource): Translation {
  return {
    identity: identityOf(path, { name: textAt(keys, "name") }, keys),
    fields: { description: textAt(keys, "description"), author: textAt(keys, "author") },
    engine: "^1.0.0",
    larder: extraOf(otherKeys(keys, known)),
    problems: [],
  };
}
