import type { AbbreviatedManifest } from "@larder/packument";
import { isRange, isWithin, type PackageName, type Version } from "@larder/package-spec";
import semver from "semver";

import type { KeptBack } from "../kept-back.ts";
import type { PackageVersion, PackageVersions } from "../package-versions.ts";
import type { ResolvePolicy } from "../policy.ts";
import type { ResolveRequest } from "../request.ts";
import type { Resolution } from "../resolution.ts";
import { parseSelector, type Selector } from "../selector.ts";
import { tagsAmong } from "./allowed-tags.ts";
import { findMissedPlatforms } from "./platforms.ts";
import type { Refusal } from "./refusal.ts";
import { findDowngrades, type StrongerBefore, trustEvidenceOf } from "./trust-evidence.ts";

type Block = Selector & { readonly selector: string; readonly reason: string };

/**
 * What the operator's policy leaves of a package, for both phases of the resolver: a version that it
 * refuses is for neither of them there, and stands among what is kept back, with the reason.
 *
 * What is locked is judged like everything else; only a minimum age that the lock has already met is
 * not asked for again, so that no clock can take a version back.
 */
export class PolicyJudge {
  readonly #policy: ResolvePolicy | undefined;
  readonly #asOfMs: number;
  readonly #blocks: ReadonlyMap<string, readonly Block[]>;
  readonly #oldEnough: (name: PackageName, version: string) => boolean;

  /** Throws a plain error when `policy` needs a time that the request does not give, or names no versions in `block`. */
  constructor({ policy, asOf, locked }: Pick<ResolveRequest, "policy" | "asOf" | "locked">) {
    this.#policy = policy && asksAnything(policy) ? policy : undefined;
    this.#asOfMs = asOf === undefined ? Number.NaN : Date.parse(asOf);
    if (policy && policy.minimumAgeMs > 0 && Number.isNaN(this.#asOfMs)) {
      throw new Error("A minimum age needs the time for which the answer holds");
    }
    this.#blocks = readBlocks(policy);
    this.#oldEnough = policy ? readOldEnough(policy, locked) : () => false;
  }

  /** Returns `versions` as the policy leaves them: `versions` itself when it refuses none of them. */
  apply(versions: PackageVersions): PackageVersions {
    const policy = this.#policy;
    if (!policy) return versions;
    const downgrades = this.#findDowngrades(policy, versions);
    return keepBack(versions, (version) => this.#refusalOf(policy, versions, version, downgrades.get(version)));
  }

  /** Returns `versions` of a package that the host gives, as the policy leaves them: no registry says how old it is, or who published it. */
  applyToGiven(versions: PackageVersions): PackageVersions {
    const policy = this.#policy;
    if (!policy) return versions;
    return keepBack(
      versions,
      ({ version, manifest }) => this.#blockRefusal(versions.name, version) ?? manifestRefusal(policy, manifest),
    );
  }

  #findDowngrades({ trust }: ResolvePolicy, versions: PackageVersions): ReadonlyMap<PackageVersion, StrongerBefore> {
    if (trust === "any") return new Map();
    return findDowngrades(versions.ascending, ({ version }) => parseTime(versions.time?.[version]));
  }

  /** What waiting does not mend comes first. */
  #refusalOf(
    policy: ResolvePolicy,
    versions: PackageVersions,
    version: PackageVersion,
    stronger: StrongerBefore | undefined,
  ): Refusal | undefined {
    const blocked = this.#blockRefusal(versions.name, version.version);
    if (blocked) return blocked;
    if (stronger) {
      const { evidence: had, version: before } = stronger;
      return { type: "trust-downgrade", has: trustEvidenceOf(version.manifest), had, before: before.version };
    }
    return manifestRefusal(policy, version.manifest) ?? this.#ageRefusal(policy, versions, version.version);
  }

  #blockRefusal(name: PackageName, version: Version): Refusal | undefined {
    const block = this.#blocks.get(name)?.find(({ range }) => isWithin(version, range) !== false);
    return block && { type: "blocked", selector: block.selector, reason: block.reason };
  }

  #ageRefusal(
    { minimumAgeMs, minimumAgeExempt }: ResolvePolicy,
    { name, time }: PackageVersions,
    version: string,
  ): Refusal | undefined {
    if (minimumAgeMs <= 0 || minimumAgeExempt.includes(name) || this.#oldEnough(name, version)) return undefined;
    const publishedMs = parseTime(time?.[version]);
    if (publishedMs === undefined)
      return { type: "too-young", minimumAgeMs, publishedAt: undefined, eligibleAt: undefined };
    const eligibleMs = publishedMs + minimumAgeMs;
    if (eligibleMs <= this.#asOfMs) return undefined;
    return {
      type: "too-young",
      minimumAgeMs,
      publishedAt: formatTime(publishedMs),
      eligibleAt: formatTime(eligibleMs),
    };
  }
}

/** Puts what is refused to what is kept back; returns `versions` itself when that is nothing. */
function keepBack(
  versions: PackageVersions,
  refusalOf: (version: PackageVersion) => Refusal | undefined,
): PackageVersions {
  const refused: KeptBack[] = [];
  const allowed = versions.ascending.filter((version) => {
    const refusal = refusalOf(version);
    if (refusal) refused.push({ semver: version.semver, manifest: version.manifest, refusal });
    return refusal === undefined;
  });
  if (refused.length === 0) return versions;
  const byVersion = new Map(allowed.map((version) => [version.version, version]));
  return {
    ...versions,
    ascending: allowed,
    byVersion,
    tags: tagsAmong(versions, byVersion),
    keptBack: [...versions.keptBack, ...refused].toSorted((one, other) => one.semver.compare(other.semver)),
  };
}

function manifestRefusal(policy: ResolvePolicy, manifest: AbbreviatedManifest): Refusal | undefined {
  const { deprecated, engines } = manifest;
  if (policy.deprecated === "refuse" && deprecated) return { type: "deprecated", reason: deprecated };
  const runsOn = findMissedPlatforms(manifest, policy.platforms);
  if (runsOn !== undefined) return { type: "platform", runsOn, platforms: policy.platforms };
  const wanted: unknown = engines?.["node"];
  if (policy.node === undefined || typeof wanted !== "string" || acceptsNode(wanted, policy.node)) return undefined;
  return { type: "node", wanted, node: policy.node };
}

/** Does `policy` refuse any version of anything? One that does not stands in no lock. */
export function asksAnything({ minimumAgeMs, trust, deprecated, block, platforms, node }: ResolvePolicy): boolean {
  const asksOfAll = minimumAgeMs > 0 || trust !== "any" || deprecated !== "allow";
  return asksOfAll || Object.keys(block).length > 0 || platforms.length > 0 || node !== undefined;
}

/** A prerelease of Node counts as the release that it leads to, and what is no range asks nothing, as in npm. */
function acceptsNode(range: string, node: string): boolean {
  return !isRange(range) || semver.satisfies(node, range, { includePrerelease: true });
}

function readBlocks(policy: ResolvePolicy | undefined): ReadonlyMap<string, readonly Block[]> {
  const blocks = Object.entries(policy?.block ?? {}).map(([selector, reason]): Block => {
    const parsed = parseSelector(selector);
    if (!parsed) throw new Error(`\`${selector}\` is neither a package nor versions of one`);
    return { ...parsed, selector, reason };
  });
  return Map.groupBy(blocks, ({ name }) => name);
}

/** What was locked under an age that asked at least as much has been old enough at least once. */
function readOldEnough(
  policy: ResolvePolicy,
  locked: Resolution | undefined,
): (name: PackageName, version: string) => boolean {
  const before = locked?.policy;
  if (!before || before.minimumAgeMs < policy.minimumAgeMs) return () => false;
  const known = new Set(locked.nodes.map(({ name, version }) => `${name}@${version}`));
  return (name, version) => !before.minimumAgeExempt.includes(name) && known.has(`${name}@${version}`);
}

function parseTime(text: unknown): number | undefined {
  const at = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}
