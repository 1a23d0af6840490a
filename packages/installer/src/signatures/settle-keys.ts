import type { Lockfile, RegistryKey } from "@larder/lockfile";

import type { SettleInput } from "../settle-lock.ts";
import { pinKeys } from "./pin-keys.ts";
import { askForKeys, findKeptKeys, keepShownKeys, type ShownKeys } from "./shown-keys.ts";

/** Finds, once a lock is solved, with which keys it is to be checked. */
export type KeySettling = (solved: Lockfile) => Promise<Lockfile>;

/**
 * Returns how the keys of a lock that is being made are found: those that the host has agreed to, and, when it has none
 * of its registry, all that the registry shows, which are then agreed to. The registry is asked at once, so that its
 * keys are there when the lock is, and not at all by a host that does not care, or knows its keys and asked today: that
 * one learns again what it was shown then.
 */
export async function settleKeys(input: SettleInput): Promise<KeySettling> {
  const { manifest, locked, acceptKeys = false } = input;
  const { signatures, registryDefault: registry } = manifest.policy;
  const pinned = locked?.keys ?? [];
  if (signatures === "off") return (solved) => Promise.resolve(withKeys(solved, pinned));

  const isKnown = pinned.some((key) => key.registry === registry);
  const kept = acceptKeys ? undefined : await findKeptKeys(input);
  const asking = kept === undefined ? askForKeys(input) : undefined;
  const remembered: ShownKeys = { keys: isKnown && kept !== undefined ? kept : [] };
  return async (solved) => {
    const isSigned = solved.resolution.nodes.some((node) => node.signatures !== undefined);
    const shown = await (asking ?? (isKnown || !isSigned ? remembered : askForKeys(input)));
    if (shown.keys === undefined) {
      if (acceptKeys) throw shown.failure;
      if (isSigned && !isKnown) input.onProgress({ type: "keys-missing", registry, reason: shown.failure.message });
      return withKeys(solved, pinned);
    }
    if (shown !== remembered) await keepShownKeys(input, shown.keys);
    return withKeys(solved, pinKeys({ registry, pinned, shown: shown.keys, accept: acceptKeys }));
  };
}

function withKeys({ keys: _keys, ...lock }: Lockfile, keys: readonly RegistryKey[]): Lockfile {
  return keys.length === 0 ? lock : { ...lock, keys };
}
