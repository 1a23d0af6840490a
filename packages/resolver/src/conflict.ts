import type { SemVer } from "semver";

import type { Incompatibility } from "./pubgrub/incompatibility.ts";

/** Why there is no answer, as a derivation: each step says which two facts it follows from. */
export type Conflict = {
  readonly because: Incompatibility;
  /** Package → the versions that exist, low to high, so that sets of versions can be put into words. */
  readonly versions: ReadonlyMap<string, readonly SemVer[]>;
  /** Changes that were tried and lead to an answer. */
  readonly suggestions: readonly Suggestion[];
};

/** One change to `larder.yaml` with which everything can be solved. */
export type Suggestion = {
  readonly type: "relax-want";
  readonly alias: string;
  readonly origin: string | undefined;
  readonly from: string;
  readonly to: string;
};
