import type { PackageName, Version } from "@larder/package-spec";

/** One change with which everything can be solved. The names stand in reports for programs too, and stay. */
export type Suggestion =
  /** Change the range of a want. */
  | {
      readonly type: "relax-want";
      readonly alias: string;
      readonly declaredIn: string | undefined;
      readonly from: string;
      readonly to: string;
    }
  /** Let locked versions move; no names stand for all that is locked. */
  | { readonly type: "update"; readonly names: readonly string[] }
  /** Wait until a version is as old as the policy asks. */
  | { readonly type: "wait"; readonly until: string; readonly spec: string }
  /** Take a package at any age. */
  | { readonly type: "exempt-from-age"; readonly name: PackageName }
  /** Take an entry out of `policy.block`. */
  | { readonly type: "lift-block"; readonly selector: string; readonly reason: string }
  /** Take an entry out of `overrides`. */
  | { readonly type: "lift-override"; readonly selector: string; readonly wanted: string }
  | { readonly type: "allow-deprecated" }
  /** Run a core with another version of the API. */
  | { readonly type: "change-core"; readonly from: Version; readonly to: Version }
  | {
      readonly type: "drop-want";
      readonly alias: string;
      readonly declaredIn: string | undefined;
      readonly wanted: string;
    };
