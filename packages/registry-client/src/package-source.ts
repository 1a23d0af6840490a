import { abbreviatePackument, type AbbreviatedPackument, isJsonObject } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import type { PackageSource } from "@larder/resolver";

import type { RegistryClient } from "./registry-client.ts";

/**
 * Returns the packages of `client`'s registry as the resolver reads them, for a registry that is not
 * Larder: its short documents lack what packages say under their `larder` key, so the full document is
 * read for every name that may be a singleton.
 *
 * Those are `mayBeSingleton` (the host's wants and shared libraries), and whatever one of them requires.
 */
export function packageSource(client: RegistryClient, mayBeSingleton: Iterable<PackageName>): PackageSource {
  const candidates = new Set<string>(mayBeSingleton);
  return {
    async fetch(name: PackageName): Promise<AbbreviatedPackument | undefined> {
      if (!candidates.has(name)) return await client.fetchAbbreviated(name);
      const packument = await client.fetchPackument(name);
      if (packument === undefined) return undefined;
      const abbreviated = abbreviatePackument(packument);
      for (const required of listRequired(abbreviated)) candidates.add(required);
      return abbreviated;
    },
  };
}

/** Returns the packages of a Larder registry as the resolver reads them: its short documents say everything. */
export function larderPackageSource(client: RegistryClient): PackageSource {
  return { fetch: (name) => client.fetchAbbreviated(name) };
}

function listRequired(packument: AbbreviatedPackument): readonly string[] {
  return Object.values(packument.versions).flatMap(({ larder }) =>
    isJsonObject(larder?.requires) ? Object.keys(larder.requires) : [],
  );
}
