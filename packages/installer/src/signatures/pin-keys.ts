import { compareText, type RegistryAlias } from "@larder/resolver";
import type { RegistryKey } from "@larder/lockfile";
import type { SigningKey } from "@larder/registry-client";

import { findVerificationKey } from "./verification-key.ts";

/** The keys of a registry, as a host knows them and as the registry shows them now. */
export type KeysToPin = {
  readonly registry: RegistryAlias;
  /** Of all registries. */
  readonly pinned: readonly RegistryKey[];
  readonly shown: readonly SigningKey[];
  /** Has the operator agreed to what is shown? */
  readonly accept: boolean;
};

/**
 * Returns the keys that a host trusts from now on: all that are shown the first time, and when it is agreed to. Later
 * only the end of a key is learned, and only an earlier one: that takes something from whoever has stolen a key, and
 * gives nobody anything. A key that is not shown any more stays, since what it signed does.
 */
export function pinKeys({ registry, pinned, shown, accept }: KeysToPin): readonly RegistryKey[] {
  const [own, others] = [true, false].map((isOwn) => pinned.filter((key) => (key.registry === registry) === isOwn));
  // Of several keys of one name the first is meant, as by other clients.
  const now = new Map(
    shown
      .flatMap((key) => usable(registry, key))
      .toReversed()
      .map((key) => [key.keyid, key]),
  );
  const known = new Map(own?.map((key) => [key.keyid, key]));
  const kept = [...known.values()].map((key) => (accept ? (now.get(key.keyid) ?? key) : endedEarlier(key, now)));
  const added = [...now.values()].filter(({ keyid }) => (accept || known.size === 0) && !known.has(keyid));
  return [...(others ?? []), ...kept, ...added].toSorted(
    (one, other) => compareText(one.registry, other.registry) || compareText(one.keyid, other.keyid),
  );
}

function endedEarlier(key: RegistryKey, shown: ReadonlyMap<string, RegistryKey>): RegistryKey {
  const now = shown.get(key.keyid);
  if (now?.expires === undefined || now.key !== key.key) return key;
  const isEarlier = key.expires === undefined || Date.parse(now.expires) < Date.parse(key.expires);
  return isEarlier ? { ...key, expires: now.expires } : key;
}

const keyidPattern = /^[!-~]{1,128}$/;

/** Keys of kinds that nobody uses are passed over, as by other clients. */
function usable(registry: RegistryAlias, { keyid, keytype, key, expires }: SigningKey): readonly RegistryKey[] {
  if (keytype !== "ecdsa-sha2-nistp256" || !keyidPattern.test(keyid)) return [];
  const object = findVerificationKey(key);
  if (object === undefined) return [];
  const der = object.export({ type: "spki", format: "der" }).toString("base64");
  if (expires === undefined || expires === null) return [{ registry, keyid, key: der }];
  const end = Date.parse(expires);
  return Number.isFinite(end) ? [{ registry, keyid, key: der, expires: new Date(end).toISOString() }] : [];
}
