import type { JsonObject, ManifestRelations } from "@larder/packument";

import { parseLarderManifest } from "./parse-larder-manifest.ts";

/**
 * Returns what the `larder` key of `packageJson` says to a resolver: only `requires`, `provides` and `conflicts`, each
 * only when it says something; `undefined` when there is no `larder` key, so the package is a plain library.
 *
 * An invalid key gives no relations: such a version is refused at publish, and one from an uplink must not break a resolver.
 */
export function relationsOf(packageJson: JsonObject): ManifestRelations | undefined {
  const value = packageJson["larder"];
  if (value === undefined) return undefined;
  const { manifest } = parseLarderManifest(value);
  const relations = {
    requires: manifest?.requires ?? {},
    provides: manifest?.provides ?? {},
    conflicts: manifest?.conflicts ?? {},
  };
  return Object.fromEntries(Object.entries(relations).filter(([, map]) => Object.keys(map).length > 0));
}
