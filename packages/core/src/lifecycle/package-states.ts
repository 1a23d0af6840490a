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
  switch (state) {
    case "pending":
      return isInstalled ? "installed" : "fetched";
    case "loading":
    case "ready":
      return "starting";
    case "active":
      return "started";
    case "unloading":
      return "stopping";
    case "disposed":
      return "stopped";
    case "blocked":
      return isConfigurationError(reason) ? "unconfigured" : "failed";
    case "failed":
    case "quarantined":
      return state;
  }
}

function isConfigurationError(reason: Error | undefined): boolean {
  return reason !== undefined && "code" in reason && reason.code === "ECONFIG";
}
