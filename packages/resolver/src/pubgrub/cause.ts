import type { PackageName, Version } from "@larder/package-spec";

import type { Incompatibility } from "./incompatibility.ts";
import type { KeptBack } from "../kept-back.ts";
import type { LibraryProblem } from "../libraries/library-problem.ts";

/** Why some versions cannot stand together. A new kind of reason is a new member. */
export type Cause =
  /** `larder.yaml` wants it. */
  | {
      readonly type: "want";
      readonly name: PackageName;
      readonly wanted: string;
      readonly declaredIn: string | undefined;
    }
  /** One package names another: by `larder.requires`, as a peer, or as a dependency onto a shared library. */
  | {
      readonly type: "requires" | "peer" | "shared";
      readonly from: PackageName;
      readonly name: PackageName;
      readonly wanted: string;
      /** It need not be there; if it is, it has to fit. */
      readonly optional: boolean;
      /** An override of the host says it, and the package itself something else. */
      readonly isOverridden?: boolean;
    }
  | { readonly type: "conflicts"; readonly from: PackageName; readonly name: PackageName; readonly wanted: string }
  /** An entry of `larder.yaml` that is not for a registry to answer. */
  | {
      readonly type: "unusable-want";
      readonly alias: string;
      readonly reason: string;
      readonly declaredIn: string | undefined;
    }
  | { readonly type: "core-version"; readonly coreVersion: Version }
  /** It needs a range of the core's API: by `engines.larder`, or by a name that the core provides. */
  | { readonly type: "core"; readonly from: PackageName; readonly wanted: string }
  | {
      readonly type: "capability";
      readonly from: PackageName;
      readonly capability: string;
      readonly wanted: string;
      /** Those that provide it in that range. */
      readonly providers: readonly PackageName[];
    }
  /** The choice of a provider for a capability asks for that package. */
  | { readonly type: "provider"; readonly capability: string; readonly provider: PackageName }
  /** Nobody provides the capability, or nobody in the range. */
  | {
      readonly type: "no-provider";
      readonly capability: string;
      readonly wanted: string | undefined;
      readonly known: readonly { readonly package: PackageName; readonly provides: string }[];
    }
  | { readonly type: "missing"; readonly name: PackageName; readonly registry: string }
  /** No version that exists fits. */
  | { readonly type: "no-version"; readonly name: PackageName }
  /** Versions that exist and cannot be had, all for the same reason. */
  | { readonly type: "kept-back"; readonly name: PackageName; readonly keptBack: readonly KeptBack[] }
  /** The package asks for something that no registry serves, or carries no sha512. */
  | { readonly type: "unusable"; readonly name: PackageName; readonly reason: string }
  /** The libraries below a singleton, or below the wants, cannot be had. */
  | { readonly type: "library"; readonly problem: LibraryProblem }
  /** A library below a singleton, or below the wants, needs a singleton. */
  | { readonly type: "through"; readonly problem: LibraryProblem }
  /** The search took more steps than an answer may take; these packages were in most contradictions. */
  | { readonly type: "too-hard"; readonly contradicted: readonly string[] }
  /** Follows from two others. */
  | { readonly type: "derived"; readonly left: Incompatibility; readonly right: Incompatibility };
