import type { RegistryAlias, Resolution } from "@larder/resolver";

/** A lockfile, parsed. */
export type Lockfile = {
  /** A reader that does not know the version must not read on. */
  readonly version: 1;
  /** A reader that does not know the revision misses nothing that it needs. */
  readonly revision: number;
  readonly resolution: Resolution;
  /** Wants that a merge could not answer: the lock is not whole before they are solved. */
  readonly unsolved?: readonly UnsolvedWant[];
  /** What the host checks signatures with: all that its registries showed when it first trusted them. */
  readonly keys?: readonly RegistryKey[];
};

/** A public key that a host has agreed to. */
export type RegistryKey = {
  readonly registry: RegistryAlias;
  /** What signatures call it. */
  readonly keyid: string;
  /** ECDSA on P-256, in DER, as base64. */
  readonly key: string;
  /** What was published later is not signed by it, ISO 8601. */
  readonly expires?: string;
};

/** A want of `larder.yaml` without an answer. */
export type UnsolvedWant = { readonly alias: string; readonly wanted: string };

/** The version that is read and written here. */
export const lockfileVersion = 1;

/** The revision that is written here. */
export const lockfileRevision = 1;

/** Returns `resolution` as a lockfile of the current version and revision. */
export function createLockfile(resolution: Resolution): Lockfile {
  return { version: lockfileVersion, revision: lockfileRevision, resolution };
}
