import type { FiberState } from "./fiber.ts";

/** What the operator wants of a package. */
export type DesiredState = "absent" | "installed" | "started" | "disabled";

/** Where a package really is. */
export type ActualState =
  | "fetched"
  | "installed"
  | "unconfigured"
  | "starting"
  | "started"
  | "stopping"
  | "stopped"
  | "failed"
  | "quarantined";

/**
 * Where the newest life of a package is; `blocked` is one that was refused before anything of it ran, `quarantined`
 * one that broke so often that it is not started again by itself.
 */
export type PackageState = FiberState | "blocked" | "quarantined";

/** Returns where a package is whose newest life is in `state`. */
export function actualStateOf(
  state: PackageState,
  { isInstalled, reason }: { readonly isInstalled: boolean; readonly reason: Error | undefined },
): ActualState {
  if (state === "pending") return isInstalled ? "installed" : "fetched";
  if (state === "blocked") return isConfigurationError(reason) ? "unconfigured" : "failed";
  return actualStates[state];
}

const actualStates: { readonly [State in Exclude<PackageState, "pending" | "blocked">]: ActualState } = {
  loading: "starting",
  ready: "starting",
  active: "started",
  unloading: "stopping",
  disposed: "stopped",
  failed: "failed",
  quarantined: "quarantined",
};

function isConfigurationError(reason: Error | undefined): boolean {
  return reason !== undefined && "code" in reason && reason.code === "ECONFIG";
}
