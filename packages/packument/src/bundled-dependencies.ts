import { isJsonObject } from "./json.ts";

/**
 * Lists the dependencies that the archive of a version brings itself, sorted. `true` means all of
 * them; npm reads both spellings of the field, and some clients publish the other one.
 */
export function listBundledDependencies(manifest: {
  readonly bundleDependencies?: unknown;
  readonly bundledDependencies?: unknown;
  readonly dependencies?: unknown;
}): readonly string[] {
  const bundled = manifest.bundleDependencies ?? manifest.bundledDependencies;
  if (bundled === true) return isJsonObject(manifest.dependencies) ? Object.keys(manifest.dependencies).toSorted() : [];
  return Array.isArray(bundled) ? bundled.filter((name) => typeof name === "string").toSorted() : [];
}
