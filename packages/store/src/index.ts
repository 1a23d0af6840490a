export type { StoreProgress } from "./adding-progress.ts";
export type { ScriptBuilds } from "./build-with-scripts.ts";
export type { FetchTarball } from "./download-archive.ts";
export type { InstanceKey } from "./instance-keys.ts";
export { PlatformError } from "./machine.ts";
export type {
  DamagedEntry,
  PruneOptions,
  PruneResult,
  StoreMaintenance,
  StoreUsage,
  StoreVerification,
  VerifyStoreOptions,
} from "./maintenance.ts";
export { openStore } from "./open-store.ts";
export type { Store, StoreOptions } from "./open-store.ts";
export type { InstancePlace } from "./plan-instances.ts";
export type { Machine } from "./read-machine.ts";
export { verifiedSignatures } from "./verified-signatures.ts";
export type { VerifiedSignatures } from "./verified-signatures.ts";
export { IntegrityError, StoreError } from "./store-error.ts";
