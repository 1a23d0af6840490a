import type { PackageName } from "@larder/package-spec";
import { SemVer } from "semver";

import { parseWant } from "../asked.ts";
import { compareText } from "../compare-text.ts";
import { existingVersions } from "../existing-versions.ts";
import type { KnownDocuments } from "../known-documents.ts";
import type { ResolveRequest } from "../request.ts";
import { capabilityPrefix } from "./relations.ts";

/** One way to have a capability: a package that provides it, in one version of the capability. */
export type Provider = { readonly package: PackageName; readonly provides: string; readonly ordinal: SemVer };

/**
 * Capability → its providers among the packages that the host wants or can reach from there.
 *
 * Each gets an ordinal, which stands for it as a version: so the choice of a provider is one more
 * choice of a version to the solver. A capability is never looked up in a registry.
 */
export function listProviders(
  request: ResolveRequest,
  documents: KnownDocuments,
): ReadonlyMap<string, readonly Provider[]> {
  const found = new Map<string, { package: PackageName; provides: string }[]>();
  for (const name of reachableNames(request, documents)) {
    for (const { capability, provides } of listProvided(name, documents)) {
      const known = found.get(capability) ?? [];
      if (known.some((provider) => provider.package === name && provider.provides === provides)) continue;
      found.set(capability, [...known, { package: name, provides }]);
    }
  }
  return new Map(
    [...found].map(([capability, providers]) => [
      capability,
      providers.map((provider, index) => ({ ...provider, ordinal: new SemVer(`${index}.0.0`) })),
    ]),
  );
}

/** Lists what the versions of `name` provide, the newest first; also those that are kept back, so that it is said that they would. */
function listProvided(
  name: PackageName,
  documents: KnownDocuments,
): readonly { readonly capability: string; readonly provides: string }[] {
  const versions = documents.find(name);
  if (versions === undefined || versions === "missing") return [];
  return existingVersions(versions)
    .toReversed()
    .flatMap(({ manifest }) => Object.entries(manifest?.larder?.provides ?? {}))
    .filter(([key]) => key.startsWith(capabilityPrefix))
    .map(([key, provides]) => ({ capability: key.slice(capabilityPrefix.length), provides }));
}

/** Lists the wanted names, sorted, then what any of their versions requires, and so on. */
function reachableNames(request: ResolveRequest, documents: KnownDocuments): readonly PackageName[] {
  const names = new Set<PackageName>();
  let next = new Set<PackageName>();
  for (const want of request.wants) {
    const asked = parseWant(request, want);
    if (asked.type === "registry") next.add(asked.name);
  }
  while (next.size > 0) {
    const level = [...next].toSorted(compareText).filter((name) => !names.has(name));
    next = new Set();
    for (const name of level) {
      names.add(name);
      for (const required of requiredNames(name, documents)) next.add(required);
    }
  }
  return [...names];
}

function requiredNames(name: PackageName, documents: KnownDocuments): PackageName[] {
  const versions = documents.find(name);
  if (versions === undefined || versions === "missing") return [];
  return versions.ascending
    .flatMap(({ manifest }) => Object.keys(manifest.larder?.requires ?? {}))
    .filter((target) => !target.startsWith(capabilityPrefix))
    .map((target) => target as PackageName);
}
