import { RequiredPackageError } from "./lifecycle-errors.ts";
import type { PackageGraph } from "./package-graph.ts";
import type { PackageState } from "./package-states.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** Where a package is, and why it does not run. */
export type Whereabouts = { readonly state: PackageState; readonly reason: Error | undefined };

/** Why a package has no life, or counts as failed with one. */
export type Refusal = { readonly state: "blocked" | "failed" | "quarantined"; readonly reason: Error };

/** Returns why `supervised` cannot start now: it may not, or something that it requires does not run. */
export function findRefusal(
  supervised: SupervisedPackage,
  graph: PackageGraph,
  whereIs: (name: string) => Whereabouts,
): Refusal | undefined {
  if (supervised.type === "blocked") return { state: "blocked", reason: supervised.reason };
  for (const required of supervised.requires) {
    if (graph.find(required) === undefined) continue;
    const { state, reason } = whereIs(required);
    if (state === "active") continue;
    const why = reason === undefined ? `is ${state}` : `is ${state}: ${reason.message}`;
    return {
      state: state === "blocked" ? "blocked" : "failed",
      reason: new RequiredPackageError(supervised.name, required, why),
    };
  }
  return undefined;
}
