import { compareText } from "@larder/resolver";

import type { Lockfile, RegistryKey } from "../lockfile.ts";
import { keyOfKey } from "../print-lockfile.ts";
import type { MergeConflict } from "./merge-conflict.ts";
import { entryOf, keysOf, mergeValue, onEach, pickGreater, type ThreeWay } from "./three-way.ts";

/** Returns the keys that both sides have agreed to; one that they have otherwise is for a person to decide. */
export function mergeKeys(sides: ThreeWay<Lockfile>): Pick<Lockfile, "keys"> & {
  readonly conflicts: readonly MergeConflict[];
} {
  const maps = onEach(sides, ({ keys = [] }) => new Map(keys.map((key) => [keyOfKey(key), key])));
  const merged = keysOf(maps).map((name) => ({ name, ...mergeValue(entryOf(maps, name), pickKey) }));
  const keys = merged.flatMap(({ value }) => value ?? []);
  return {
    ...(keys.length > 0 && { keys }),
    conflicts: merged.filter(({ isConflict }) => isConflict).map(({ name }) => ({ about: "key", name })),
  };
}

/** Of two ends the earlier is kept: a merge makes no key count for longer. */
const pickKey = pickGreater<RegistryKey>(
  (one, other) => compareText(one.key, other.key) || compareText(endOf(other), endOf(one)),
);

/** Sorts what has no end last. */
function endOf({ expires = "~" }: RegistryKey): string {
  return expires;
}
