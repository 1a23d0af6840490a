import { abbreviatePackument, type AbbreviatedPackument, isJsonObject, type Packument } from "@larder/packument";
import { isPackageName, type PackageName } from "@larder/package-spec";
import type { PackageSource, ResolvePolicy } from "@larder/resolver";

import type { RegistryClient } from "./registry-client.ts";

/** The packages of a registry that is not Larder, as the resolver reads them. */
export type PlainPackageSource = PackageSource & {
  /**
   * Counts what the documents so far require, or have as a peer, among the names that may be
   * singletons; returns whether there were new ones. Then the answer has to be computed again.
   */
  widen(): boolean;
};

/** What decides which documents have to be read whole. */
export type PlainSourceNeeds = {
  /** What the request itself wants once, requires, or has as a peer. */
  readonly mayBeSingleton: Iterable<PackageName>;
  readonly policy?: ResolvePolicy;
  /** The time for which the answer holds, ISO 8601; with a minimum age. */
  readonly asOf?: string;
};

/**
 * Returns the packages of `client`'s registry, for one that is not Larder.
 *
 * Its short documents lack what packages say under their `larder` key, so the full document is read for each name that
 * may be a singleton: those that `needs` names, what they require, and what anything has as a peer. They lack the
 * evidence of who published a version, so all are read whole where the policy goes by it. And they lack times: where
 * the policy asks for an age, a package in which nothing has changed for that long is old enough as a whole, and only
 * the others are read again.
 *
 * Which names may be singletons changes only in `widen`: if it changed while documents arrive, the answer would depend
 * on their order.
 */
export function packageSource(client: RegistryClient, needs: PlainSourceNeeds): PlainPackageSource {
  const candidates = new Set(needs.mayBeSingleton);
  const related = new Set<PackageName>();
  const noteRelated = (packument: AbbreviatedPackument | undefined): AbbreviatedPackument | undefined => {
    for (const name of listRelated(packument)) related.add(name);
    return packument;
  };
  const full = onceEach(async (name) => {
    const packument = await client.fetchPackument(name);
    return noteRelated(packument && abbreviatePackument(packument));
  });
  const short = onceEach(async (name) => {
    const answer = await client.fetchAbbreviated(name);
    // Some registries send whole manifests in short documents, and leave it to the client to see what follows from them.
    const packument = answer && abbreviatePackument(answer as unknown as Packument);
    if (packument === undefined || packument.time !== undefined) return noteRelated(packument);
    const oldEnough = withTimes(packument, needs);
    return oldEnough === undefined ? await full(name) : noteRelated(oldEnough);
  });
  const needsEvidence = needs.policy?.trust === "no-downgrade";
  return {
    fetch: (name) => (needsEvidence || candidates.has(name) ? full(name) : short(name)),
    widen: () => {
      const size = candidates.size;
      for (const name of related) candidates.add(name);
      return candidates.size > size;
    },
  };
}

/**
 * Returns `packument` with times for the policy to go by; `undefined` when only the full document has them.
 *
 * No version was published after the last change of its package. A version that is old enough by that time would be so
 * by its own.
 */
function withTimes(
  packument: AbbreviatedPackument,
  { policy, asOf = "" }: PlainSourceNeeds,
): AbbreviatedPackument | undefined {
  if (policy === undefined || policy.minimumAgeMs === 0) return packument;
  if (policy.minimumAgeExempt.includes(packument.name)) return packument;
  const { modified } = packument;
  if (!(Date.parse(modified) + policy.minimumAgeMs <= Date.parse(asOf))) return undefined;
  const time = Object.fromEntries(Object.keys(packument.versions).map((version) => [version, modified]));
  return { ...packument, time, larder: { ...packument.larder, hasLatestTimes: true } };
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
