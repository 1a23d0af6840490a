import { isRange, type Range, type Version } from "@larder/package-spec";

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
  readonly chosen: readonly PackageVersion[];
  readonly coreVersion: Version;
  /** `lowest` takes the lowest version that fits instead of npm's. */
  readonly prefer: "newest" | "lowest";
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
  return (
    highestFitting(versions, asked, preferences.chosen) ?? maintainedOnce(versions, asked.wanted.range, preferences)
  );
}

type Offered = Pick<PickPreferences, "coreVersion" | "prefer">;

/** What was picked lately, beside what it was picked from: a registry asks for the same in every question. */
let picked = new WeakMap<PackageVersions, Map<string, PackageVersion | undefined>>();
let pickedCount = 0;
/** A graph of 5,000 packages has some 15,000 ranges; whoever asks for others in each question takes no more memory. */
const pickedMax = 50_000;

/** As {@link pickMaintained}, which depends on nothing else. */
function maintainedOnce(versions: PackageVersions, range: Range, offered: Offered): PackageVersion | undefined {
  const key = `${offered.prefer} ${offered.coreVersion} ${range}`;
  const known = picked.get(versions);
  if (known?.has(key)) return known.get(key);
  const version = pickMaintained(versions, range, offered);
  remember(versions, key, version);
  return version;
}

function remember(versions: PackageVersions, key: string, version: PackageVersion | undefined): void {
  if (pickedCount >= pickedMax) {
    picked = new WeakMap();
    pickedCount = 0;
  }
  const known = picked.get(versions) ?? new Map<string, PackageVersion | undefined>();
  picked.set(versions, known.set(key, version));
  pickedCount += 1;
}

/** Does `version` accept the core's API? A library that says nothing does, one that says no range does not. */
export function runsOnCore({ manifest }: PackageVersion, coreVersion: Version): boolean {
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
  const known = [...locked].flatMap((version) => versions.byVersion.get(version) ?? []);
  return highest(known.filter(isKeepable));
}

function highestFitting(
  versions: PackageVersions,
  { wanted }: RegistryAsked,
  chosen: readonly PackageVersion[],
): PackageVersion | undefined {
  return highest(chosen.filter((version) => fits(version, wanted, versions)));
}

function highest(versions: readonly PackageVersion[]): PackageVersion | undefined {
  return versions.reduce<PackageVersion | undefined>(
    (best, version) => (best === undefined || version.semver.compare(best.semver) > 0 ? version : best),
    undefined,
  );
}

function pickMaintained(
  versions: PackageVersions,
  range: Range,
  { coreVersion, prefer }: Offered,
): PackageVersion | undefined {
  const wanted = { type: "range", range } as const;
  const isFit = (version: PackageVersion): boolean =>
    fits(version, wanted, versions) && runsOnCore(version, coreVersion);
  if (prefer === "lowest") return findMaintained(versions.ascending, isFit);
  const latest = versions.byVersion.get(versions.tags["latest"] ?? "");
  if (latest && !latest.manifest.deprecated && isFit(latest)) return latest;
  return findLastMaintained(versions.ascending, isFit);
}

/** Looks no further than it has to: most ranges hold one of the first versions from the top. */
function findLastMaintained(
  ascending: readonly PackageVersion[],
  isFit: (version: PackageVersion) => boolean,
): PackageVersion | undefined {
  let deprecated: PackageVersion | undefined;
  const maintained = ascending.findLast((version) => {
    if (deprecated && version.manifest.deprecated) return false;
    if (!isFit(version)) return false;
    if (version.manifest.deprecated) deprecated = version;
    return !version.manifest.deprecated;
  });
  return maintained ?? deprecated;
}

function findMaintained(
  ascending: readonly PackageVersion[],
  isFit: (version: PackageVersion) => boolean,
): PackageVersion | undefined {
  return ascending.find((version) => !version.manifest.deprecated && isFit(version)) ?? ascending.find(isFit);
}
