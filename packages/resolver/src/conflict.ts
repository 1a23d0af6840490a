import type { PackageName } from "@larder/package-spec";
import type { SemVer } from "semver";

import type { KeptBack } from "./kept-back.ts";
import type { Incompatibility } from "./pubgrub/incompatibility.ts";
import type { Suggestion } from "./suggestions/suggestion.ts";

/** A version that could have mattered and cannot be had. */
export type HiddenVersion = KeptBack & { readonly name: PackageName };

/** Why there is no answer, as a derivation: each step says which two facts it follows from. */
export type Conflict = {
  readonly because: Incompatibility;
  /** Package → the versions that exist, low to high, so that sets of versions can be put into words. */
  readonly versions: ReadonlyMap<string, readonly SemVer[]>;
  /** What a registry or the policy keeps back of the versions that the derivation speaks of, by name, then from low to high. */
  readonly hidden: readonly HiddenVersion[];
  /** Changes that were tried and lead to an answer. */
  readonly suggestions: readonly Suggestion[];
};
