import type { FiberState } from "./fiber.ts";

/** What the operator wants of a package. */
export type DesiredState = "absent" | "installed" | "started" | "disabled";

/**
 * Where a package really is. `unconfigured` is one whose configuration or variables keep it from running, `quarantined`
 * one that broke so often that it is not started again by itself.
 */
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

/** Returns where a package is whose newest life is in `state`; `pending` is that of one which never had any. */
export function actualStateOf(state: FiberState, { isInstalled }: { readonly isInstalled: boolean }): ActualState {
  if (state === "pending") return isInstalled ? "installed" : "fetched";
  return actualStates[state];
}

const actualStates: { readonly [State in Exclude<FiberState, "pending">]: ActualState } = {
  loading: "starting",
  ready: "starting",
  active: "started",
  unloading: "stopping",
  disposed: "stopped",
  failed: "failed",
};
