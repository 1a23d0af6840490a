import type { ActualState } from "./package-states.ts";

/** What a start of a whole host came to; names, sorted. */
export type StartSummary = {
  readonly loaded: readonly string[];
  readonly failed: readonly string[];
  /** Not wanted started, or not allowed to. */
  readonly skipped: readonly string[];
};

/** What an update of a running host came to; names, sorted. */
export type UpdateSummary = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Loaded anew: what has changed, and what requires it. */
  readonly reloaded: readonly string[];
  /** What goes on as it was, since its new version, or its removal, did not come about. */
  readonly kept: readonly PackageWithReason[];
  /** What was stopped, since the operator has taken back what it needs to run. */
  readonly stopped: readonly PackageWithReason[];
};

/** A package with which something else came about than was installed, and why. */
export type PackageWithReason = { readonly name: string; readonly reason: string };

/** Returns what the start of packages in these states came to. */
export function summariseStart(
  packages: readonly { readonly name: string; readonly actual: ActualState }[],
): StartSummary {
  const { loaded = [], failed = [], skipped = [] } = Object.groupBy(packages, ({ actual }) => groupOf(actual));
  return { loaded: namesOf(loaded), failed: namesOf(failed), skipped: namesOf(skipped) };
}

function groupOf(actual: ActualState): "loaded" | "failed" | "skipped" {
  if (actual === "started") return "loaded";
  return actual === "failed" || actual === "quarantined" ? "failed" : "skipped";
}

function namesOf(packages: readonly { readonly name: string }[]): readonly string[] {
  return packages.map(({ name }) => name);
}
