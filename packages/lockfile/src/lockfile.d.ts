import type { Resolution } from "@larder/resolver";
/** A lockfile, parsed. */
export type Lockfile = {
  /** A reader that does not know the version must not read on. */
  readonly version: 1;
  /** A reader that does not know the revision misses nothing that it needs. */
  readonly revision: number;
  readonly resolution: Resolution;
};
/** The version that is read and written here. */
export declare const lockfileVersion = 1;
/** The revision that is written here. */
export declare const lockfileRevision = 0;
/** Returns `resolution` as a lockfile of the current version and revision. */
export declare function createLockfile(resolution: Resolution): Lockfile;
