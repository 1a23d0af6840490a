import type { InstanceKey } from "./instance-keys.ts";

/** How a store is cleaned. */
export type PruneOptions = {
  /** Hosts that count besides those that the store knows. */
  readonly hosts?: readonly string[];
  /** Says what would be removed, and removes nothing. */
  readonly dryRun?: boolean;
};

/** What a cleaned store has lost and kept. */
export type PruneResult = {
  readonly removed: { readonly instances: number; readonly bytes: number };
  readonly kept: { readonly instances: number; readonly bytes: number };
  /** The hosts whose generations count, sorted. */
  readonly hosts: readonly string[];
  /** Hosts that the store knew and that are gone, sorted. */
  readonly forgotten: readonly string[];
};

/** How a store is verified. */
export type VerifyStoreOptions = {
  /** Removes what is damaged; the next install makes it again. */
  readonly repair?: boolean;
  /** Looks only at these; at all of them unless told. */
  readonly only?: ReadonlySet<InstanceKey>;
  /** Looks only at the instances of the packages at these paths, and at all that they lead to. */
  readonly reachedFrom?: readonly string[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
};

/** An instance that is not what was unpacked. */
export type DamagedEntry = {
  /** `name@version`; the key of the instance when not even that can be read. */
  readonly package: string;
  /** Its directory. */
  readonly path: string;
  /** What is wrong, as the end of a sentence: `index.js has other bytes`. */
  readonly reason: string;
};

/** What a look at every byte of a store has found. */
export type StoreVerification = {
  readonly instances: number;
  readonly files: number;
  readonly bytes: number;
  /** Sorted by package, then path. */
  readonly damaged: readonly DamagedEntry[];
  /** Were the damaged ones removed? */
  readonly repaired: boolean;
};

/** How much is in a store. */
export type StoreUsage = {
  readonly instances: number;
  readonly files: number;
  /** Of all files, each once however many instances share it. */
  readonly bytes: number;
  /** The hosts that the store knows and that are there, sorted. */
  readonly hosts: readonly string[];
};

/** What keeps a store in order, besides what installs do. */
export type StoreMaintenance = {
  /**
   * Removes the instances that no generation of any known host uses. Waits for installs that run, and
   * they for it. Throws `StoreError`, and the error of a host whose generations cannot be read: what
   * it uses is not known, so nothing may be removed.
   */
  prune(options?: PruneOptions): Promise<PruneResult>;
  /** Reads every byte of every instance and compares it with what was unpacked. Throws `StoreError`. */
  verify(options?: VerifyStoreOptions): Promise<StoreVerification>;
  /** Counts what is there. Throws `StoreError`. */
  measure(): Promise<StoreUsage>;
};
