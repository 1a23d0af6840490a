export type { ConfigurationEdit, WrittenConfiguration } from "./configuration-text.ts";
export { addWants, editHostManifest, removeWants, setPackageMode, setRegistry } from "./edit-host-manifest.ts";
export type { HostManifestEdit } from "./edit-host-manifest.ts";
export { findCurrentGeneration, readGeneration } from "./generation.ts";
export type { Generation, InstalledPackage } from "./generation.ts";
export { findCurrentNumber, generationIndexName, listGenerations } from "./generation-numbers.ts";
export { listUngranted, shellGrant } from "./grants.ts";
export type { AskedPermission, Grant } from "./grants.ts";
export { readHostEnvironment } from "./host-environment.ts";
export type { Variables } from "./host-environment.ts";
export { holdHost } from "./hold-host.ts";
export type { HoldHostOptions } from "./hold-host.ts";
export { HostError } from "./host-error.ts";
export type {
  HostManifest,
  HostPolicy,
  HostWant,
  PackageMode,
  PackageSettings,
  SignaturePolicy,
} from "./host-manifest.ts";
export { hostManifestName, hostPaths, packageDataPath } from "./host-paths.ts";
export type { HostPaths } from "./host-paths.ts";
export { initHost } from "./init-host.ts";
export type { HostAccountsManifest, HostLoginProvider } from "./manifest-accounts.ts";
export { findResolvePolicy } from "./manifest-policy.ts";
export { hasPassword } from "./manifest-wants.ts";
export { readInstallRecords, recordInstall } from "./install-records.ts";
export { readLock, readLockText, writeLock } from "./lock-on-disk.ts";
export { editPackageConfiguration, readPackageConfiguration } from "./package-configuration.ts";
export type { ConfigurationFile } from "./package-configuration.ts";
export { packageModeOf } from "./package-mode.ts";
export { parseHostManifest } from "./parse-host-manifest.ts";
export { readHostManifest } from "./read-host.ts";
export { readHostManifestText, readTextIfExists } from "./read-host-text.ts";
export { syncDirectory, writeDurably, writeSynced, writeWhole } from "./write-durably.ts";
export type { InstallRecord } from "./write-install-records.ts";
