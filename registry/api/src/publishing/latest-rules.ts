import { ExpectedError } from "@larder/errors";
import { compareVersions, type DistTag, type Version } from "@larder/package-spec";

const latest = "latest" as DistTag;

/**
 * Returns the tags that a new version gets.
 *
 * A package always has `latest`, so its first version gets it whatever its tag. Later on a publish
 * cannot move `latest` back, nor from a release to a prerelease: that happens by accident far more
 * often than on purpose. Throws {@link LatestMovesBackError}.
 */
export function tagsForVersion(
  version: Version,
  wanted: readonly DistTag[],
  current: { readonly [tag: string]: Version },
): readonly DistTag[] {
  const currentLatest = current[latest];
  if (currentLatest === undefined) return [...new Set([...wanted, latest])];
  if (wanted.includes(latest) && !mayFollow(currentLatest, version)) {
    throw new LatestMovesBackError(currentLatest, version);
  }
  return wanted;
}

/**
 * Returns where `latest` points once its version is gone, `undefined` when `remaining` is empty.
 *
 * Clients say which one they want, but not with care: npm takes the highest, also a prerelease. So
 * their wish counts only among the releases, as long as there is one.
 */
export function pickLatest(remaining: readonly Version[], wanted: string | undefined): Version | undefined {
  const releases = remaining.filter((version) => !isPrerelease(version));
  const candidates = (releases.length > 0 ? releases : remaining).toSorted(compareVersions);
  return candidates.find((version) => version === wanted) ?? candidates.at(-1);
}

function mayFollow(current: Version, next: Version): boolean {
  if (isPrerelease(next) && !isPrerelease(current)) return false;
  // Any release may follow a prerelease that had to be `latest` because nothing else was there.
  return compareVersions(next, current) >= 0 || (isPrerelease(current) && !isPrerelease(next));
}

function isPrerelease(version: Version): boolean {
  return version.includes("-");
}

/** A publish would move `latest` to an older version, or to a prerelease. */
export class LatestMovesBackError extends ExpectedError {
  readonly code = "EPOLICY";
  readonly current: Version;
  readonly version: Version;

  constructor(current: Version, version: Version) {
    super(`\`latest\` is \`${current}\`, and a publish does not move it to \`${version}\``, {
      hint: "Publish with another tag, such as `--tag next`; `npm dist-tag add` moves `latest` on purpose",
    });
    this.current = current;
    this.version = version;
  }
}

/** A package would have no `latest`. */
export class LatestNeededError extends ExpectedError {
  readonly code = "EINVALIDTAGNAME";

  constructor(name: string) {
    super(`The dist-tag \`latest\` of \`${name}\` cannot be removed`, {
      hint: "Point it at another version with `npm dist-tag add`",
    });
  }
}
