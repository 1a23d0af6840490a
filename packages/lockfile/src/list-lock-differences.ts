import type { PackageName, Version } from "@larder/package-spec";
import { compareText, type PackageExtension, type Resolution, type ResolvePolicy } from "@larder/resolver";

import { formatExtension, formatPolicyFacts } from "./lock-settings.ts";
import type { Lockfile } from "./lockfile.ts";

/** What a host asks for, as far as a lock answers it. */
export type LockRequest = {
  /** The version of the core's API. */
  readonly coreVersion: Version;
  readonly wants: readonly { readonly alias: string; readonly wanted: string }[];
  readonly overrides: Resolution["overrides"];
  readonly shared: readonly PackageName[];
  /** Nothing when nothing is added to what packages say of themselves. */
  readonly extensions?: { readonly [selector: string]: PackageExtension };
  /** Nothing when nothing is asked of all versions. */
  readonly policy?: ResolvePolicy;
};

/** One thing that a host asks for otherwise than when it was locked. */
export type LockDifference = {
  readonly about: "core" | "want" | "override" | "shared" | "extension" | "policy" | "unsolved";
  /** Alias of the want, name of the override or of the shared library, selector, what of the policy; `core` for the core. */
  readonly name: string;
  /** As it was locked; absent when it is new. A shared library has no text. */
  readonly locked?: string;
  /** As it is asked for now; absent when it is no longer. */
  readonly wanted?: string;
};

/** Lists what `request` asks for otherwise than `lock` answers; nothing while the lock is still the answer. Sorted by name within each kind. */
export function listLockDifferences(
  { resolution, unsolved = [] }: Lockfile,
  request: LockRequest,
): readonly LockDifference[] {
  const left = new Set(unsolved.map(({ alias }) => alias));
  const wants = request.wants.filter(({ alias }) => !left.has(alias));
  return [
    ...compare("core", { core: resolution.coreVersion }, { core: request.coreVersion }),
    ...compare("policy", formatPolicyFacts(resolution.policy), formatPolicyFacts(request.policy)),
    ...compare("unsolved", textsOf(unsolved), {}),
    ...compare("want", textsOf(resolution.wants), textsOf(wants)),
    ...compare("override", resolution.overrides, request.overrides),
    ...compare("extension", extensionTexts(resolution), extensionTexts(request)),
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

function extensionTexts({ extensions = {} }: Pick<LockRequest, "extensions">): Texts {
  return Object.fromEntries(
    Object.entries(extensions).map(([selector, extension]) => [selector, formatExtension(extension)]),
  );
}

function membersOf(names: readonly PackageName[]): Texts {
  return Object.fromEntries(names.map((name) => [name, ""]));
}
