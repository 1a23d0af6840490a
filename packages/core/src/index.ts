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
export type { AccountKey, NewAccountKey } from "./accounts/account-keys.ts";
export type { Account } from "./accounts/account-row.ts";
export type { NewAccount } from "./accounts/create-account.ts";
export { openHostAccounts } from "./open-host-accounts.ts";
export type { HostAccounts } from "./open-host-accounts.ts";
export { startHost } from "./host.ts";
export type { StartHostOptions } from "./host.ts";
export type { ActualState, DesiredState } from "./lifecycle/package-states.ts";
export type { HostPackages, PackageInstaller, PackageSource } from "./lifecycle/host-packages.ts";
export { diskPackageRecords } from "./lifecycle/package-records.ts";
export type { UpdateSummary } from "./lifecycle/summaries.ts";
export { PermissionDeniedError } from "./permissions/permission-denied-error.ts";
export { readWrittenPermissions } from "./read-written-permissions.ts";
export type { RunningHost } from "./run-host.ts";
export type { Logger, LogLine } from "./services/host-log.ts";
export type { ServiceStatus } from "./services/service-catalog.ts";
export { scanPackage } from "./sandbox/scan/scan-package.ts";
