import { type AbbreviatedManifest, type AbbreviatedPackument, isJsonObject } from "@larder/packument";
import { parse, type SemVer } from "semver";

import { compareText } from "./compare-text.ts";
import { describeRefusal } from "./policy/describe-refusal.ts";
import type { Refusal } from "./policy/refusal.ts";

/** A version that exists and cannot be had: its registry does not serve it, or the host's policy refuses it. */
export type KeptBack = {
  readonly semver: SemVer;
  /** Nothing for what the registry does not serve. */
  readonly manifest: AbbreviatedManifest | undefined;
  readonly refusal: Refusal;
};

const listedMax = 3;
const reasonLengthMax = 300;

/** Lists what the registry keeps back of `packument`, low to high. Any registry may have written it, so that nothing is taken for granted. */
export function listKeptBack(packument: AbbreviatedPackument): KeptBack[] {
  const hidden: unknown = packument.larder?.hidden;
  if (!isJsonObject(hidden)) return [];
  return Object.entries(hidden)
    .flatMap(([version, why]): KeptBack[] => {
      const semver = parse(version);
      return semver === null || Object.hasOwn(packument.versions, semver.version)
        ? []
        : [{ semver, manifest: undefined, refusal: readNotServed(why) }];
    })
    .toSorted((one, other) => one.semver.compare(other.semver));
}

/** Says why a registry serves nothing of a package, if it says so. */
export function findNotServed(packument: AbbreviatedPackument): Refusal | undefined {
  const why: unknown = packument.larder?.notServed;
  return isJsonObject(why) ? readNotServed(why) : undefined;
}

function readNotServed(why: unknown): Refusal {
  const { reason, until } = isJsonObject(why) ? why : {};
  return {
    type: "not-served",
    reason: typeof reason === "string" ? cleanText(reason) : "it does not say why",
    until: typeof until === "string" && !Number.isNaN(Date.parse(until)) ? new Date(until).toISOString() : undefined,
  };
}

function cleanText(text: string): string {
  return text.slice(0, reasonLengthMax).replaceAll(/\p{Cc}+/gu, " ");
}

/** Returns why all of `kept` cannot be had, where one reason holds for all of them. The first that may be had one day is named. */
export function describeSharedRefusal(kept: readonly KeptBack[]): string {
  const [first] = kept.toSorted((one, other) => compareText(eligibleAt(one) ?? "9", eligibleAt(other) ?? "9"));
  if (!first) return "cannot be had";
  return describeRefusal(first.refusal, kept.length > 1 ? first.semver.version : undefined);
}

/** When `refusal` ends by itself, ISO 8601 in UTC; nothing where only the operator can lift it. */
export function eligibleAt({ refusal }: Pick<KeptBack, "refusal">): string | undefined {
  if (refusal.type === "too-young") return refusal.eligibleAt;
  return refusal.type === "not-served" ? refusal.until : undefined;
}

/** Returns `kept` in groups of which one sentence can say why, each low to high, the group of the newest first. */
export function groupByReason(kept: readonly KeptBack[]): readonly (readonly KeptBack[])[] {
  return [...Map.groupBy(kept.toReversed(), ({ refusal }) => reasonOf(refusal)).values()].map((group) =>
    group.toReversed(),
  );
}

/** Returns the versions and why they cannot be had, the newest first: `2.0.0 is blocked by the policy (it steals)`. */
export function describeKeptBack(kept: readonly KeptBack[]): string {
  return groupByReason(kept)
    .map((group) => `${listVersions(group)} ${describeSharedRefusal(group)}`)
    .join("; ");
}

function listVersions(group: readonly KeptBack[]): string {
  const versions = group.map(({ semver }) => semver.version);
  const newest = versions.at(-1) ?? "";
  return versions.length <= listedMax ? versions.join(" or ") : `${newest} (like ${versions.length - 1} others)`;
}

/** The same text for versions that one sentence can speak of. */
function reasonOf(refusal: Refusal): string {
  switch (refusal.type) {
    case "not-served":
    case "deprecated":
      return `${refusal.type} ${refusal.reason}`;
    case "blocked":
      return `${refusal.type} ${refusal.selector}`;
    case "platform":
      return `${refusal.type} ${refusal.runsOn}`;
    case "node":
      return `${refusal.type} ${refusal.wanted}`;
    case "trust-downgrade":
      return `${refusal.type} ${refusal.has} ${refusal.before}`;
    case "too-young":
      return `${refusal.type} ${refusal.publishedAt === undefined}`;
  }
}
