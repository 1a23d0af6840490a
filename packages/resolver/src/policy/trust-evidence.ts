import { type AbbreviatedManifest, isJsonObject } from "@larder/packument";

import type { PackageVersion } from "../package-versions.ts";

/** What a registry has seen of who published a version, from nothing to the strongest. */
export type TrustEvidence = (typeof trustEvidences)[number];

/**
 * `provenance`: a statement of the build that made it. `trusted-publisher`: a build that the registry
 * knows sent it, without a password that could be stolen. `staged`: a maintainer approved it besides.
 */
export const trustEvidences = ["none", "provenance", "trusted-publisher", "staged"] as const;

/** A version that was published earlier with stronger evidence. */
export type StrongerBefore = { readonly evidence: TrustEvidence; readonly version: PackageVersion };

/** Returns the strongest evidence that `manifest` carries; a short document that lacks the fields says `none`. */
export function trustEvidenceOf({ _npmUser: publisher, dist }: AbbreviatedManifest): TrustEvidence {
  if (isJsonObject(publisher) && isPresent(publisher["approver"])) return "staged";
  if (isJsonObject(publisher) && isPresent(publisher["trustedPublisher"])) return "trusted-publisher";
  return isJsonObject(dist.attestations) && isPresent(dist.attestations["provenance"]) ? "provenance" : "none";
}

/**
 * Finds the versions that have weaker evidence than one that was published before them in their line.
 *
 * A line is one major version: a patch of an old major is often published in the old way, long after
 * newer ones came from a build. What prereleases carry does not count against releases, since they are
 * often built and published elsewhere. In a line in which a time is unknown, the lower version counts
 * as the earlier one.
 */
export function findDowngrades(
  ascending: readonly PackageVersion[],
  publishedAtMs: (version: PackageVersion) => number | undefined,
): ReadonlyMap<PackageVersion, StrongerBefore> {
  const found = new Map<PackageVersion, StrongerBefore>();
  const ranked = ascending.map((version) => ({ version, rank: rankOf(version), at: publishedAtMs(version) }));
  if (ranked.every(({ rank }) => rank === 0)) return found;

  for (const line of Map.groupBy(ranked, ({ version }) => version.semver.major).values()) {
    const isTimed = line.every(({ at }) => at !== undefined);
    const inOrder = isTimed ? line.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)) : line;
    let ofReleases: Ranked | undefined;
    let ofAll: Ranked | undefined;
    for (const one of inOrder) {
      const isRelease = one.version.semver.prerelease.length === 0;
      const strongest = isRelease ? ofReleases : ofAll;
      if (strongest && strongest.rank > one.rank) found.set(one.version, strongerOf(strongest));
      if (isRelease) ofReleases = stronger(ofReleases, one);
      ofAll = stronger(ofAll, one);
    }
  }
  return found;
}

type Ranked = { readonly version: PackageVersion; readonly rank: number };

function rankOf({ manifest }: PackageVersion): number {
  return trustEvidences.indexOf(trustEvidenceOf(manifest));
}

/** The later one of two that are equally strong: it is the better known. */
function stronger(known: Ranked | undefined, other: Ranked): Ranked {
  return known && known.rank > other.rank ? known : other;
}

function strongerOf({ version, rank }: Ranked): StrongerBefore {
  return { version, evidence: trustEvidences[rank] ?? "none" };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "";
}
