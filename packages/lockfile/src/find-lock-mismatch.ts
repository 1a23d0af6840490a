import { compareText } from "@larder/resolver";

import type { Lockfile } from "./lockfile.ts";

/** How what is wanted differs from what was locked. Each list is sorted by alias. */
export type LockMismatch = {
  /** Wanted, not in the lock. */
  readonly added: readonly string[];
  /** In the lock, no longer wanted. */
  readonly removed: readonly string[];
  /** Wanted in another range than the one that was locked. */
  readonly changed: readonly { readonly alias: string; readonly locked: string; readonly wanted: string }[];
};

/** Returns how `wants` differ from the wants of `lock`; `undefined` when the lock still is the answer to them. */
export function findLockMismatch(
  { resolution }: Lockfile,
  wants: readonly { readonly alias: string; readonly wanted: string }[],
): LockMismatch | undefined {
  const locked = new Map(resolution.wants.map(({ alias, wanted }) => [alias, wanted]));
  const aliases = new Set(wants.map(({ alias }) => alias));
  const added = wants.map(({ alias }) => alias).filter((alias) => !locked.has(alias));
  const removed = [...locked.keys()].filter((alias) => !aliases.has(alias));
  const changed = wants.flatMap(({ alias, wanted }) => {
    const before = locked.get(alias);
    return before === undefined || before === wanted ? [] : [{ alias, locked: before, wanted }];
  });
  if (added.length + removed.length + changed.length === 0) return undefined;
  return {
    added: added.toSorted(compareText),
    removed: removed.toSorted(compareText),
    changed: changed.toSorted((a, b) => compareText(a.alias, b.alias)),
  };
}
