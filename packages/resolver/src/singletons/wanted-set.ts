import type { PackageVersions } from "../package-versions.ts";
import { anyVersion, exactly, noVersions, parseVersionSet, union, type VersionSet } from "../versions/version-set.ts";

const parsed = new Map<string, VersionSet>();
const parsedMax = 5_000;

/** Returns the versions that `range` names; the same few texts come back for every version of a package. */
export function rangeSet(range: string): VersionSet {
  const known = parsed.get(range);
  if (known) return known;
  if (parsed.size >= parsedMax) parsed.clear();
  const set = parseVersionSet(range);
  parsed.set(range, set);
  return set;
}

/**
 * Returns the versions of `versions` that a range or a tag names.
 *
 * `*` also names what `latest` points at when that is a prerelease: npm installs it then. Of a package that does not
 * exist everything names all: that none of it can be had says more than that two who ask for it disagree.
 */
export function wantedSet(
  wanted: { readonly type: "range"; readonly range: string } | { readonly type: "tag"; readonly tag: string },
  versions: PackageVersions | "missing" | undefined,
): VersionSet {
  if (versions === "missing") return anyVersion;
  if (wanted.type === "tag") return taggedSet(versions, wanted.tag);
  const set = rangeSet(wanted.range);
  return isAnyRange(wanted.range) ? union(set, taggedSet(versions, "latest")) : set;
}

/** Is `range` the one that asks for whatever `latest` is? */
export function isAnyRange(range: string): boolean {
  return range === "" || range === "*";
}

function taggedSet(versions: PackageVersions | undefined, tag: string): VersionSet {
  const version = versions?.tags[tag];
  if (versions === undefined || version === undefined) return noVersions;
  const tagged = versions.byVersion.get(version) ?? versions.keptBack.find(({ semver }) => semver.version === version);
  return tagged === undefined ? noVersions : exactly(tagged.semver);
}
