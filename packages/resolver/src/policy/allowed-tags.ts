import type { Version } from "@larder/package-spec";
import semver from "semver";

import type { PackageVersion, PackageVersions } from "../package-versions.ts";

/**
 * Returns the dist-tags of `versions` when only `allowed` may be had.
 *
 * A tag that points at a version which is refused means what npm's `before` makes of it: what `<=` that
 * version would get. Where that is nothing the tag stays, so that whoever asks for it is told why.
 */
export function tagsAmong(
  { tags }: Pick<PackageVersions, "tags">,
  allowed: ReadonlyMap<string, PackageVersion>,
): PackageVersions["tags"] {
  const moved = Object.entries(tags).map(([tag, version]): [string, Version] => {
    if (allowed.has(version) || semver.valid(version) === null) return [tag, version];
    return [tag, highestUpTo(version, tags["latest"], allowed) ?? version];
  });
  return Object.fromEntries(moved);
}

function highestUpTo(
  version: string,
  latest: string | undefined,
  allowed: ReadonlyMap<string, PackageVersion>,
): Version | undefined {
  const range = new semver.Range(`<=${version}`);
  const candidates = [...allowed.values()].filter(({ semver: one }) => range.test(one));
  const maintained = candidates.filter(({ manifest }) => !manifest.deprecated);
  const tagged = maintained.find((candidate) => candidate.version === latest);
  return (tagged ?? maintained.at(-1) ?? candidates.at(-1))?.version;
}
