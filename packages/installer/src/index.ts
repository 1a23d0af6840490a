export { addToHost, removeFromHost } from "./add-to-host.ts";
export type { AddOptions, WantsResult } from "./add-to-host.ts";
export type { InstallResult } from "./change-host.ts";
export { readGenerationLock } from "./apply-install.ts";
export type { HostChangeOptions } from "./change-means.ts";
export { checkLock } from "./check-lock.ts";
export type { Consent, UngrantedPackage } from "./consent.ts";
export { coreOfferDefault } from "./core-offer.ts";
export type { CoreOffer } from "./core-offer.ts";
export { listHostGenerations } from "./host-generations.ts";
export type { HostGeneration } from "./host-generations.ts";
export { installHost } from "./install-host.ts";
export type { InstallOptions } from "./install-host.ts";
export type { InstallProgress, OnInstallProgress } from "./install-progress.ts";
export {
  ForeignRegistryError,
  IncompleteLockError,
  MissingGenerationError,
  OfflineError,
  RefusedArchiveError,
  StaleLockError,
  UnknownWantError,
  UnsatisfiableWantsError,
  UnwantedSourceError,
} from "./installer-error.ts";
export { lockHost } from "./lock-host.ts";
export type { LockResult } from "./lock-host.ts";
export type { SignatureCounts } from "./signatures/assert-signatures.ts";
export {
  MissingSignatureError,
  RefusedGenerationError,
  UnknownKeyError,
  WrongSignatureError,
} from "./signatures/signature-error.ts";
export { UnknownPackageError, UnknownTagError } from "./new-want.ts";
export { planInstall } from "./plan-install.ts";
export type { InstallInput, InstallPlan, PackageAt, PackageMove } from "./plan-install.ts";
export { previewUpdate } from "./preview-update.ts";
export { rollbackHost } from "./rollback-host.ts";
export type { RollbackOptions, RollbackResult } from "./rollback-host.ts";
export { solveMerge } from "./solve-merge.ts";
export type { SkippedScripts } from "./skipped-scripts.ts";
export { ScriptError } from "./scripts/run-scripts.ts";
export { BadSourceError, GitError } from "./sources/source-error.ts";
export { findUnchangedInstall } from "./unchanged-install.ts";
export type { UnchangedQuery } from "./unchanged-install.ts";
export { updateHost } from "./update-host.ts";
export type { UpdateOptions, UpdateResult } from "./update-host.ts";
export type { MissingVariable, UnmetNeeds } from "./unmet-needs.ts";
export { verifyHost } from "./verify-host.ts";
export type { HostDamage, HostVerification } from "./verify-host.ts";
