import type { PackageName, Version } from "@larder/package-spec";

/** What a host runs on: `{ os: "linux", cpu: "x64", libc: "glibc" }`. */
export type Platform = { readonly os: string; readonly cpu: string; readonly libc?: string };

/** What the operator asks of every version, whoever wants it. */
export type ResolvePolicy = {
  /** How old a version must be at `asOf`, in milliseconds; 0 asks nothing. */
  readonly minimumAgeMs: number;
  /** Packages of which a version may be younger. */
  readonly minimumAgeExempt: readonly PackageName[];
  /** `no-downgrade` refuses a version with weaker evidence of who published it than an older one of its line has. */
  readonly trust: "any" | "no-downgrade";
  /** `refuse` rules deprecated versions out; `allow` takes them last. */
  readonly deprecated: "allow" | "refuse";
  /** `name@range` → why the operator does not want it. */
  readonly block: { readonly [spec: string]: string };
  /** Where the host has to run; a package that fits none of them is refused. Empty asks nothing. */
  readonly platforms: readonly Platform[];
  /** The version of Node that `engines.node` has to hold for; without it nothing is asked. */
  readonly node?: Version;
};

/** A policy that asks nothing. */
export const policyOfNobody: ResolvePolicy = {
  minimumAgeMs: 0,
  minimumAgeExempt: [],
  trust: "any",
  deprecated: "allow",
  block: {},
  platforms: [],
};
