import { type AbbreviatedPackument, isJsonObject } from "@larder/packument";
import { parse, type SemVer } from "semver";

/** A version that its registry knows and does not serve. */
export type KeptBack = {
  readonly semver: SemVer;
  /** One sentence, without a full stop: `it is not 3 days old yet`. */
  readonly reason: string;
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
      const reason = isJsonObject(why) && typeof why["reason"] === "string" ? why["reason"] : "its registry says so";
      return semver === null ? [] : [{ semver, reason: reason.slice(0, reasonLengthMax).replaceAll(/\p{Cc}+/gu, " ") }];
    })
    .toSorted((one, other) => one.semver.compare(other.semver));
}

/** Returns the versions and why they are not served, the newest first: `2.0.0 is not served: it is blocked`. */
export function describeKeptBack(kept: readonly KeptBack[]): string {
  const listed = kept.toReversed().slice(0, listedMax);
  const sentences = listed.map(({ semver, reason }) => `${semver.version} is not served: ${reason}`);
  const more = kept.length - listed.length;
  return [...sentences, ...(more > 0 ? [`nor are ${more} others`] : [])].join("; ");
}
