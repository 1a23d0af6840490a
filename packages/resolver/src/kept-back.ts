import { type AbbreviatedPackument, isJsonObject } from "@larder/packument";
import { parse, type SemVer } from "semver";

import { describeRefusal } from "./policy/describe-refusal.ts";
import type { Refusal } from "./policy/refusal.ts";

/** A version that exists and cannot be had: its registry does not serve it, or the host's policy refuses it. */
export type KeptBack = { readonly semver: SemVer; readonly refusal: Refusal };

const listedMax = 3;
const reasonLengthMax = 300;

/** Lists what the registry keeps back of `packument`, low to high. Any registry may have written it, so that nothing is taken for granted. */
export function listKeptBack(packument: AbbreviatedPackument): KeptBack[] {
  const hidden: unknown = packument.larder?.hidden;
  if (!isJsonObject(hidden)) return [];
  return Object.entries(hidden)
    .flatMap(([version, why]): KeptBack[] => {
      const semver = parse(version);
      return semver === null ? [] : [{ semver, refusal: readNotServed(why) }];
    })
    .toSorted((one, other) => one.semver.compare(other.semver));
}

function readNotServed(why: unknown): Refusal {
  const { reason, until } = isJsonObject(why) ? why : {};
  return {
    type: "not-served",
    reason: typeof reason === "string" ? cleanText(reason) : "its registry says so",
    until: typeof until === "string" && !Number.isNaN(Date.parse(until)) ? new Date(until).toISOString() : undefined,
  };
}

function cleanText(text: string): string {
  return text.slice(0, reasonLengthMax).replaceAll(/\p{Cc}+/gu, " ");
}

/** Returns the versions and why they cannot be had, the newest first: `2.0.0 is not served: it is blocked`. */
export function describeKeptBack(kept: readonly KeptBack[]): string {
  const listed = kept.toReversed().slice(0, listedMax);
  const sentences = listed.map(({ semver, refusal }) => `${semver.version} ${describeRefusal(refusal)}`);
  const more = kept.length - listed.length;
  return [...sentences, ...(more > 0 ? [`nor are ${more} others`] : [])].join("; ");
}
