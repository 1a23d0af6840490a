import { abbreviatePackument, type AbbreviatedPackument, isJsonObject } from "@larder/packument";
import { isPackageName, type PackageName } from "@larder/package-spec";
import type { PackageSource } from "@larder/resolver";

import type { RegistryClient } from "./registry-client.ts";

/** The packages of a registry that is not Larder, as the resolver reads them. */
export type PlainPackageSource = PackageSource & {
  /**
   * Counts what the documents so far require among the names that may be singletons; returns whether
   * there were new ones. Then the answer has to be computed again.
   */
  widen(): boolean;
};

/**
 * Returns the packages of `client`'s registry, for one that is not Larder: its short documents lack
 * what packages say under their `larder` key, so the full document is read for each name that may be a
 * singleton: those in `mayBeSingleton` (the host's wants and shared libraries), and what they require.
 *
 * Which names those are changes only in `widen`: if it changed while documents arrive, the answer
 * would depend on their order.
 */
export function packageSource(client: RegistryClient, mayBeSingleton: Iterable<PackageName>): PlainPackageSource {
  const candidates = new Set(mayBeSingleton);
  const required = new Set<PackageName>();
  const short = onceEach((name) => client.fetchAbbreviated(name));
  const full = onceEach(async (name) => {
    const packument = await client.fetchPackument(name);
    const abbreviated = packument && abbreviatePackument(packument);
    for (const other of listRequired(abbreviated)) required.add(other);
    return abbreviated;
  });
  return {
    fetch: (name) => (candidates.has(name) ? full(name) : short(name)),
    widen: () => {
      const size = candidates.size;
      for (const name of required) candidates.add(name);
      return candidates.size > size;
    },
  };
}

/** Returns the packages of a Larder registry as the resolver reads them: its short documents say everything. */
export function larderPackageSource(client: RegistryClient): PackageSource {
  return { fetch: (name) => client.fetchAbbreviated(name) };
}

type FetchDocument = (name: PackageName) => Promise<AbbreviatedPackument | undefined>;

/** Asks for each name once, however often it is needed. */
function onceEach(fetch: FetchDocument): FetchDocument {
  const answers = new Map<PackageName, ReturnType<FetchDocument>>();
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = fetch(name);
    answers.set(name, answer);
    return answer;
  };
}

function listRequired(packument: AbbreviatedPackument | undefined): readonly PackageName[] {
  return Object.values(packument?.versions ?? {}).flatMap(({ larder }) =>
    isJsonObject(larder?.requires) ? Object.keys(larder.requires).filter(isPackageName) : [],
  );
}
