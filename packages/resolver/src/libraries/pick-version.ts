import { isRange, type Version } from "@larder/package-spec";

import type { RegistryAsked } from "../asked.ts";
import type { LockedEdge } from "../locked-versions.ts";
import type { PackageVersion, PackageVersions } from "../package-versions.ts";
import { fits, rangeOf } from "./fits.ts";

/** What speaks for one version rather than another. */
export type PickPreferences = {
  /** What the same edge got last time. */
  readonly lockedEdge: LockedEdge | undefined;
  /** Versions of the package that are locked somewhere. */
  readonly locked: ReadonlySet<string>;
  /** Versions of the package that are in the graph already. */
  readonly chosen: ReadonlySet<string>;
  readonly coreVersion: Version;
};

/**
 * Picks the version that a library's edge gets; `undefined` when none fits.
 *
 * What was locked wins, then what is in the graph already, then what npm would install: `latest` if
 * it is in range, even over a higher version, otherwise the highest, and a deprecated one last.
 */
export function pickVersion(
  versions: PackageVersions,
  asked: RegistryAsked,
  preferences: PickPreferences,
): PackageVersion | undefined {
  const kept = pickLocked(versions, asked, preferences);
  if (kept) return kept;
  if (asked.wanted.type === "tag") return versions.byVersion.get(versions.tags[asked.wanted.tag] ?? "");

  const candidates = versions.ascending.filter((version) => fits(version, asked.wanted, versions)).toReversed();
  const chosen = candidates.find(({ version }) => preferences.chosen.has(version));
  if (chosen) return chosen;

  const running = candidates.filter((version) => runsOnCore(version, preferences.coreVersion));
  const maintained = running.filter(({ manifest }) => !manifest.deprecated);
  return maintained.find(({ version }) => version === versions.tags["latest"]) ?? maintained[0] ?? running[0];
}

/** Does `version` accept the core's API? A library that says nothing does, one that says no range does not. */
function runsOnCore({ manifest }: PackageVersion, coreVersion: Version): boolean {
  const range = manifest.engines?.["larder"];
  return range === undefined || (isRange(range) && rangeOf(range).test(coreVersion));
}

/** A locked answer to the same tag stands, even if the tag has moved since. */
function pickLocked(
  versions: PackageVersions,
  asked: RegistryAsked,
  { lockedEdge, locked, coreVersion }: PickPreferences,
): PackageVersion | undefined {
  const isKeepable = (version: PackageVersion): boolean =>
    fits(version, asked.wanted, versions) && runsOnCore(version, coreVersion);

  const before = lockedEdge && versions.byVersion.get(lockedEdge.version);
  if (before && (isKeepable(before) || (asked.wanted.type === "tag" && lockedEdge.wanted === asked.text)))
    return before;
  if (asked.wanted.type === "tag" || locked.size === 0) return undefined;
  return versions.ascending.findLast((version) => locked.has(version.version) && isKeepable(version));
}
