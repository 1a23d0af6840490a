export {
  ActionCrashedError,
  ActionFailedError,
  ActionTimeoutError,
  AmbiguousActionError,
  CallerDeniedError,
  InvalidValueError,
  UnknownActionError,
} from "./actions/action-errors.ts";
export type { HostStatus, PackageStatus } from "./doors/host-status.ts";
export { startHost } from "./host.ts";
export type { StartHostOptions } from "./host.ts";
export type { PackageState } from "./lifecycle/supervisor.ts";
export { PermissionDeniedError } from "./permissions/permission-denied-error.ts";
export type { RunningHost } from "./run-host.ts";
export type { Logger, LogLine } from "./services/host-log.ts";
export type { ServiceStatus } from "./services/service-catalog.ts";
