export type { InstanceKey } from "./instance-keys.ts";
export { PlatformError } from "./machine.ts";
export type { Machine } from "./machine.ts";
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
export type { FetchTarball, InstancePlace, Store, StoreOptions, StoreProgress } from "./open-store.ts";
export { IntegrityError, StoreError } from "./store-error.ts";
