import type { AbbreviatedManifest, JsonObject, Manifest, ManifestRelations } from "./manifest.ts";
import type { AbbreviatedPackument, Packument } from "./packument.ts";
import { hasInstallScript } from "./install-script.ts";
import { isJsonObject } from "./json.ts";

/** The fields that installers read, in the order in which they are served. */
const abbreviatedFields = [
  "name",
  "version",
  "deprecated",
  "dependencies",
  "optionalDependencies",
  "devDependencies",
  "bundleDependencies",
  "bundledDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "acceptDependencies",
  "bin",
  "directories",
  "dist",
  "engines",
  "cpu",
  "os",
  "libc",
  "funding",
  "_hasShrinkwrap",
  "_npmUser",
] as const satisfies readonly (keyof Manifest)[];

/**
 * Returns the part of `manifest` that an installer needs.
 *
 * `hasInstallScript` is computed, since publishing clients do not send it. Of the `larder` key only
 * the relations stay: they are what a resolver reads.
 */
export function abbreviateManifest(manifest: Manifest): AbbreviatedManifest {
  const abbreviated: { [field: string]: unknown } = {};
  for (const field of abbreviatedFields) {
    if (manifest[field] !== undefined) abbreviated[field] = manifest[field];
  }
  if (hasInstallScript(manifest)) abbreviated["hasInstallScript"] = true;
  if (isJsonObject(manifest.larder)) abbreviated["larder"] = pickRelations(manifest.larder);
  return abbreviated as AbbreviatedManifest;
}

/**
 * Returns the short form of `packument`, with the times of all its versions: without them a client
 * with an age policy fetches the full document instead.
 */
export function abbreviatePackument(packument: Packument): AbbreviatedPackument {
  const versions = Object.entries(packument.versions).map(([version, manifest]) => [
    version,
    abbreviateManifest(manifest),
  ]);
  const modified = modifiedOf(packument);
  return {
    name: packument.name,
    ...(modified === undefined ? {} : { modified }),
    "dist-tags": packument["dist-tags"],
    versions: Object.fromEntries(versions),
    ...(isJsonObject(packument.time) ? { time: packument.time } : {}),
    ...(isJsonObject(packument.larder) ? { larder: packument.larder } : {}),
  } as AbbreviatedPackument;
}

/** Some registries give the times of versions only; the last of them is then when the package changed. */
function modifiedOf({ time, modified }: Packument): string | undefined {
  if (typeof modified === "string") return modified;
  if (!isJsonObject(time)) return undefined;
  return time["modified"] ?? Object.values(time).toSorted().at(-1);
}

function pickRelations(larder: JsonObject): ManifestRelations {
  const { requires, provides, conflicts } = larder;
  return {
    ...(isJsonObject(requires) ? { requires } : {}),
    ...(isJsonObject(provides) ? { provides } : {}),
    ...(isJsonObject(conflicts) ? { conflicts } : {}),
  } as ManifestRelations;
}
