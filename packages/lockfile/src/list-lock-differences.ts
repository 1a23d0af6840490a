import type { PackageName, Version } from "@larder/package-spec";
import { compareText, type Resolution } from "@larder/resolver";

import type { Lockfile } from "./lockfile.ts";

/** What a host asks for, as far as a lock answers it. */
export type LockRequest = {
  /** The version of the core's API. */
  readonly coreVersion: Version;
  readonly wants: readonly { readonly alias: string; readonly wanted: string }[];
  readonly overrides: Resolution["overrides"];
  readonly shared: readonly PackageName[];
};

/** One thing that a host asks for otherwise than when it was locked. */
export type LockDifference = {
  readonly about: "core" | "want" | "override" | "shared";
  /** Alias of the want, name of the override or of the shared library; `core` for the core. */
  readonly name: string;
  /** As it was locked; absent when it is new. A shared library has no text. */
  readonly locked?: string;
  /** As it is asked for now; absent when it is no longer. */
  readonly wanted?: string;
};

/** Lists what `request` asks for otherwise than `lock` answers; nothing while the lock is still the answer. Sorted by name within each kind. */
export function listLockDifferences({ resolution }: Lockfile, request: LockRequest): readonly LockDifference[] {
  return [
    ...compare("core", { core: resolution.coreVersion }, { core: request.coreVersion }),
    ...compare("want", textsOf(resolution.wants), textsOf(request.wants)),
    ...compare("override", resolution.overrides, request.overrides),
    ...compare("shared", membersOf(resolution.shared), membersOf(request.shared)),
  ];
}

type Texts = { readonly [name: string]: string };

function compare(about: LockDifference["about"], before: Texts, after: Texts): LockDifference[] {
  const [lockedTexts, wantedTexts] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...lockedTexts.keys(), ...wantedTexts.keys()]);
  return [...names].toSorted(compareText).flatMap((name) => {
    const [locked, wanted] = [lockedTexts.get(name), wantedTexts.get(name)];
    if (locked === wanted) return [];
    return [{ about, name, ...(locked !== undefined && { locked }), ...(wanted !== undefined && { wanted }) }];
  });
}

function textsOf(wants: LockRequest["wants"]): Texts {
  return Object.fromEntries(wants.map(({ alias, wanted }) => [alias, wanted]));
}

function membersOf(names: readonly PackageName[]): Texts {
  return Object.fromEntries(names.map((name) => [name, ""]));
}
