import { RequiredPackageError } from "./lifecycle-errors.ts";
import type { PackageGraph } from "./package-graph.ts";
import type { ActualState } from "./package-states.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

/** Where a package is, and why it does not run. */
export type Whereabouts = { readonly actual: ActualState; readonly reason: Error | undefined };

/** Why a package has no life, or counts as failed with one. */
export type Refusal = { readonly actual: "unconfigured" | "failed" | "quarantined"; readonly reason: Error };

/** Returns why `supervised` cannot start now: it may not, or something that it requires does not run. */
export function findRefusal(
  supervised: SupervisedPackage,
  graph: PackageGraph,
  whereIs: (name: string) => Whereabouts,
): Refusal | undefined {
  if (supervised.type === "blocked") {
    const { reason } = supervised;
    return { actual: reason.code === "ECONFIG" ? "unconfigured" : "failed", reason };
  }
  for (const required of supervised.requires) {
    if (graph.find(required) === undefined) continue;
    const { actual, reason } = whereIs(required);
    if (actual === "started") continue;
    const why = reason === undefined ? `is ${actual}` : `is ${actual}: ${reason.message}`;
    return { actual: "failed", reason: new RequiredPackageError(supervised.name, required, why) };
  }
  return undefined;
}
