import { abbreviatePackument, type AbbreviatedPackument, isJsonObject } from "@larder/packument";
import { isPackageName, type PackageName } from "@larder/package-spec";
import type { PackageSource } from "@larder/resolver";

import type { RegistryClient } from "./registry-client.ts";

/** The packages of a registry that is not Larder, as the resolver reads them. */
export type PlainPackageSource = PackageSource & {
  /**
   * Counts what the documents so far require, or have as a peer, among the names that may be
   * singletons; returns whether there were new ones. Then the answer has to be computed again.
   */
  widen(): boolean;
};

/**
 * Returns the packages of `client`'s registry, for one that is not Larder: its short documents lack
 * what packages say under their `larder` key, so the full document is read for each name that may be a
 * singleton: those in `mayBeSingleton` (the host's wants and shared libraries), what they require, and
 * what anything has as a peer.
 *
 * Which names those are changes only in `widen`: if it changed while documents arrive, the answer
 * would depend on their order.
 */
export function packageSource(client: RegistryClient, mayBeSingleton: Iterable<PackageName>): PlainPackageSource {
  const candidates = new Set(mayBeSingleton);
  const related = new Set<PackageName>();
  const noteRelated = (packument: AbbreviatedPackument | undefined): AbbreviatedPackument | undefined => {
    for (const name of listRelated(packument)) related.add(name);
    return packument;
  };
  const short = onceEach(async (name) => noteRelated(await client.fetchAbbreviated(name)));
  const full = onceEach(async (name) => {
    const packument = await client.fetchPackument(name);
    return noteRelated(packument && abbreviatePackument(packument));
  });
  return {
    fetch: (name) => (candidates.has(name) ? full(name) : short(name)),
    widen: () => {
      const size = candidates.size;
      for (const name of related) candidates.add(name);
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

function listRelated(packument: AbbreviatedPackument | undefined): readonly PackageName[] {
  return Object.values(packument?.versions ?? {}).flatMap(({ larder, peerDependencies }) =>
    [larder?.requires, peerDependencies].flatMap((relation) =>
      isJsonObject(relation) ? Object.keys(relation).filter(isPackageName) : [],
    ),
  );
}
