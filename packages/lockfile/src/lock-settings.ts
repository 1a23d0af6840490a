import { isPackageName, isVersion } from "@larder/package-spec";
import {
  policyOfNobody,
  compareText,
  type PackageExtension,
  type ResolvePolicy,
  type Resolution,
} from "@larder/resolver";

import { findPlatform, formatPlatform } from "./platform.ts";
import { isRecord, isTextRecord, isTexts, sortKeys } from "./json.ts";

/** What the line of a policy says: the policy, and the time for which the answer holds when it asks for an age. */
export type LockedPolicy = Pick<Resolution, "policy" | "asOf">;

/** Returns the JSON of a policy, without what it does not ask; `{}` when it asks nothing. */
export function formatPolicy({ policy, asOf }: LockedPolicy): string {
  return JSON.stringify(policyFactsOf(policy, asOf));
}

/** Returns each thing that a policy asks as JSON, by its name, without what it does not ask. */
export function formatPolicyFacts(policy: ResolvePolicy | undefined): { readonly [fact: string]: string } {
  const facts = Object.entries(policyFactsOf(policy, undefined));
  return Object.fromEntries(facts.map(([fact, value]) => [fact, JSON.stringify(value)]));
}

function policyFactsOf(policy: ResolvePolicy = policyOfNobody, asOf: string | undefined): object {
  const { minimumAgeMs, minimumAgeExempt, trust, deprecated, block, platforms, node } = policy;
  return {
    ...(asOf !== undefined && { asOf }),
    ...(Object.keys(block).length > 0 && { block: sortKeys(block) }),
    ...(deprecated !== "allow" && { deprecated }),
    ...(minimumAgeExempt.length > 0 && { minimumAgeExempt: minimumAgeExempt.toSorted(compareText) }),
    ...(minimumAgeMs > 0 && { minimumAgeMs }),
    ...(node !== undefined && { node }),
    ...(platforms.length > 0 && { platforms: platforms.map(formatPlatform).toSorted(compareText) }),
    ...(trust !== "any" && { trust }),
  };
}

type Check = (value: unknown) => boolean;

const policyFacts: { readonly [fact: string]: Check } = {
  asOf: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(value),
  block: isTextRecord,
  deprecated: (value) => value === "refuse",
  minimumAgeExempt: (value) => isTexts(value) && value.every(isPackageName),
  minimumAgeMs: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  node: (value) => typeof value === "string" && isVersion(value),
  platforms: (value) => isTexts(value) && value.every((text) => findPlatform(text) !== undefined),
  trust: (value) => value === "no-downgrade",
};

/** Returns what `value`, the JSON of a policy's line, says; the name of the fact that is wrong when one is. */
export function readPolicy(value: { readonly [fact: string]: unknown }, skipsUnknown: boolean): LockedPolicy | string {
  const known = Object.entries(value).filter(([fact]) => Object.hasOwn(policyFacts, fact) || !skipsUnknown);
  const wrong = known.find(([fact, said]) => policyFacts[fact]?.(said) !== true);
  if (wrong !== undefined) return wrong[0];
  const {
    asOf,
    platforms = [],
    ...facts
  } = Object.fromEntries(known) as Partial<
    Omit<ResolvePolicy, "platforms"> & { readonly asOf: string; readonly platforms: readonly string[] }
  >;
  return {
    policy: { ...policyOfNobody, ...facts, platforms: platforms.flatMap((text) => findPlatform(text) ?? []) },
    ...(asOf !== undefined && { asOf }),
  };
}

const dependencyFields: ReadonlySet<string> = new Set(["dependencies", "optionalDependencies", "peerDependencies"]);

/** Returns the JSON of what the operator adds to packages, with its keys sorted. */
export function formatExtension(extension: PackageExtension): string {
  return JSON.stringify(sortKeys(extension));
}

/** Returns what `value` adds to packages; `undefined` when it cannot be that. */
export function readExtension(value: { readonly [field: string]: unknown }): PackageExtension | undefined {
  const isExtension = Object.entries(value).every(([field, said]) =>
    field === "peerDependenciesMeta" ? isPeerMeta(said) : dependencyFields.has(field) && isTextRecord(said),
  );
  return isExtension ? value : undefined;
}

function isPeerMeta(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isOptionalMark);
}

function isOptionalMark(value: unknown): boolean {
  return (
    isRecord(value) && Object.entries(value).every(([key, mark]) => key === "optional" && typeof mark === "boolean")
  );
}
