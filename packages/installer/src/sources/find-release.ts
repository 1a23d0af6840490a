import { compareVersions, isVersion, type Range, satisfies, type Version } from "@larder/package-spec";

/**
 * Returns the commit of the release in `range` that npm would take; `undefined` when no tag names one. `references` are
 * those of a repository, with the commits that they point at.
 *
 * A tag names a version with which it ends, as `v1.2.0`, `1.2.0` and `themes@1.2.0` do. As a registry's `latest` does,
 * the release at the branch or tag `latest` wins, and where there is none of that name the one at `HEAD`: authors move it
 * back behind a bad release. Otherwise it is the highest.
 */
export function findRelease(references: ReadonlyMap<string, string>, range: Range): string | undefined {
  const releases = readReleases(references);
  const inRange = [...releases.keys()].filter((version) => satisfies(version, range));
  const latest = findLatest(references, releases);
  if (latest !== undefined && (range === "*" || inRange.includes(latest))) return releases.get(latest);
  const highest = inRange.toSorted(compareVersions).at(-1);
  return highest && releases.get(highest);
}

/** Version → commit, in the order of the tags: of several that name one version the last one counts. */
function readReleases(references: ReadonlyMap<string, string>): ReadonlyMap<Version, string> {
  const releases = new Map<Version, string>();
  for (const [name, commit] of references) {
    if (!name.startsWith("refs/tags/") || name.endsWith("^{}")) continue;
    const [, version = ""] = /v?(\d+\.\d+\.\d+(?:[-+].+)?)$/.exec(name) ?? [];
    // What only stands behind it does not make another version.
    const plain = version.replace(/\+.*$/, "");
    if (isVersion(plain)) releases.set(plain, references.get(`${name}^{}`) ?? commit);
  }
  return releases;
}

function findLatest(
  references: ReadonlyMap<string, string>,
  releases: ReadonlyMap<Version, string>,
): Version | undefined {
  const named = ["refs/tags/latest^{}", "refs/tags/latest", "refs/heads/latest", "HEAD"];
  const commit = named.map((name) => references.get(name)).find((found) => found !== undefined);
  return [...releases].findLast(([, released]) => released === commit)?.[0];
}
