import { isJsonObject } from "./json.ts";

/**
 * Lists the dependencies that the archive of a version brings itself, sorted, as npm reads them: `true` means all
 * `dependencies`, of a map its keys count, and either spelling of the field does, the first one before the other.
 */
export function listBundledDependencies(manifest: {
  readonly bundleDependencies?: unknown;
  readonly bundledDependencies?: unknown;
  readonly dependencies?: unknown;
}): readonly string[] {
  const bundled = manifest.bundleDependencies ?? manifest.bundledDependencies;
  if (Array.isArray(bundled)) return bundled.filter((name) => typeof name === "string").toSorted();
  const named = bundled === true ? manifest.dependencies : bundled;
  return isJsonObject(named) ? Object.keys(named).toSorted() : [];
}
