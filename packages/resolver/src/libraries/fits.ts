import { Range } from "semver";

import type { RegistryAsked } from "../asked.ts";
import type { PackageVersion, PackageVersions } from "../package-versions.ts";
import { isAnyRange } from "../singletons/wanted-set.ts";

const parsed = new Map<string, Range>();
const parsedMax = 20_000;

/** Is `version` one of those that `wanted` names, as npm reads it? */
export function fits(
  { semver }: Pick<PackageVersion, "semver">,
  wanted: RegistryAsked["wanted"],
  versions: PackageVersions,
): boolean {
  if (wanted.type === "tag") return versions.tags[wanted.tag] === semver.version;
  if (isAnyRange(wanted.range) && versions.tags["latest"] === semver.version) return true;
  return rangeOf(wanted.range).test(semver);
}

/** Returns `text` parsed; the same few thousand ranges make up every graph. */
export function rangeOf(text: string): Range {
  const known = parsed.get(text);
  if (known) return known;
  if (parsed.size >= parsedMax) parsed.clear();
  const range = new Range(text);
  parsed.set(text, range);
  return range;
}
