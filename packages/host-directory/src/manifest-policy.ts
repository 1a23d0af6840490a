import { isDeepStrictEqual } from "node:util";

import { findPlatform } from "@larder/lockfile";
import { isVersion, type PackageName, type Version } from "@larder/package-spec";
import { compareText, type ResolvePolicy, policyOfNobody } from "@larder/resolver";
import { z } from "zod";

import type { HostPolicy, SignaturePolicy } from "./host-manifest.ts";
import { packageName, selector } from "./manifest-selectors.ts";

/** `policy` of a `larder.yaml`, as it is read. */
export type ParsedPolicy = Omit<ResolvePolicy, "minimumAgeMs"> & {
  /** In milliseconds. */
  readonly minimumAge: number;
  readonly allowScripts: readonly PackageName[];
  readonly signatures: SignaturePolicy;
  readonly registryDefault?: string;
};

/**
 * Returns what `policy` asks of every version, without what only the host itself does with it;
 * `undefined` when it asks nothing.
 */
export function findResolvePolicy(policy: HostPolicy): ResolvePolicy | undefined {
  const { allowScripts: _scripts, signatures: _signatures, registryDefault: _registry, ...asked } = policy;
  return isDeepStrictEqual(asked, policyOfNobody) ? undefined : asked;
}

const agePattern = /^(\d+)(m|h|d|w)$/;
const unitMs: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** There is no date that lies much further back. */
const ageMsMax = 5200 * 604_800_000;

const age = z
  .union([z.literal(0), z.string().regex(agePattern)], "must be a time such as `12h`, `3d` or `2w`")
  .transform((text) => {
    const [, count = "0", unit = "m"] = agePattern.exec(String(text)) ?? [];
    return Number(count) * (unitMs[unit] ?? 0);
  })
  .refine((ageMs) => ageMs <= ageMsMax, "must be at most 5200w, a hundred years");

/** Sorted, since the order in which they are written is no other policy. */
const packageNames = z.array(packageName).transform((names) => [...new Set(names)].toSorted(compareText));

const platforms = z
  .array(
    z
      .string()
      .refine((text) => findPlatform(text) !== undefined, "must be such as `linux/x64/glibc` or `darwin/arm64`"),
  )
  .transform((texts) => [...new Set(texts)].toSorted(compareText).flatMap((text) => findPlatform(text) ?? []));

const nodeVersion = z.custom<Version>(
  (value) => typeof value === "string" && isVersion(value),
  "must be one version, such as `26.0.0`",
);

/** Nothing is asked of what is not named. */
export const policySchema: z.ZodType<ParsedPolicy> = z.strictObject({
  minimumAge: age.default(0),
  minimumAgeExempt: packageNames.default([]),
  trust: z.enum(["any", "no-downgrade"]).default("any"),
  deprecated: z.enum(["allow", "refuse"]).default("allow"),
  block: z.record(selector, z.string().min(1, "must say why")).default({}),
  platforms: platforms.default([]),
  node: nodeVersion.exactOptional(),
  allowScripts: z.array(packageName).default([]),
  signatures: z.enum(["off", "warn", "require"]).default("warn"),
  registryDefault: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "must be a lower-case word")
    .exactOptional(),
});
