import type { Lockfile } from "./lockfile.ts";
/** How what is wanted differs from what was locked. Each list is sorted by alias. */
export type LockMismatch = {
  /** Wanted, not in the lock. */
  readonly added: readonly string[];
  /** In the lock, no longer wanted. */
  readonly removed: readonly string[];
  /** Wanted in another range than the one that was locked. */
  readonly changed: readonly {
    readonly alias: string;
    readonly locked: string;
    readonly wanted: string;
  }[];
};
/** Returns how `wants` differ from the wants of `lock`; `undefined` when the lock still is the answer to them. */
export declare function findLockMismatch(
  { resolution }: Lockfile,
  wants: readonly {
    readonly alias: string;
    readonly wanted: string;
  }[],
): LockMismatch | undefined;
