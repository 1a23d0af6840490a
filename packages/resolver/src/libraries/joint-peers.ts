import type { PackageName } from "@larder/package-spec";
import type { SemVer } from "semver";

import { parseAsked, type RegistryAsked } from "../asked.ts";
import { compareText } from "../compare-text.ts";
import { hasSha512 } from "../has-sha512.ts";
import { overridesOf, type OverridesInForce } from "../overrides/overrides.ts";
import type { PackageVersion, PackageVersions } from "../package-versions.ts";
import { orderByPreference } from "../preference.ts";
import { type Incompatibility, rootPackage } from "../pubgrub/incompatibility.ts";
import { findVersions, type Universe } from "../pubgrub/solver.ts";
import { negate, present, type Term } from "../pubgrub/term.ts";
import { listPeers } from "../singletons/relations.ts";
import { rootVersion } from "../singletons/singleton-universe.ts";
import { wantedSet } from "../singletons/wanted-set.ts";
import { setOfKnownVersions } from "../versions/known-versions-set.ts";
import { complement, exactly, hasVersion, type VersionSet } from "../versions/version-set.ts";
import type { LibraryWorld } from "./library-world.ts";
import type { LibraryNode } from "./library-node.ts";
import { runsOnCore } from "./pick-version.ts";

/** Something that has to stand under a name in one place. */
export type PeerDemand = { readonly alias: string; readonly asked: RegistryAsked; readonly by: LibraryNode };

/** Where answers are looked for together. */
export type PeerPlace = {
  readonly world: Pick<LibraryWorld, "request" | "documents" | "singletons" | "isSingleton" | "budget">;
  /** The overrides that hold for the package that asks; nothing for the host. */
  readonly above: OverridesInForce | undefined;
  /** What stands there under a name already, and stays. */
  standing(alias: string): LibraryNode | undefined;
  /** Returns the version that stood under a name there before. */
  locked(alias: string): string | undefined;
  /** The versions of a package to begin with besides, for they are in the graph. */
  preferred(name: PackageName): ReadonlySet<string>;
};

/** A version that answers a peer, and who asked for it first; nobody yet when it was locked. */
export type PeerAnswer = {
  readonly name: PackageName;
  readonly chosen: PackageVersion;
  readonly by: LibraryNode | undefined;
};

/** Alias → what answers it. */
export type PeerAnswers = ReadonlyMap<string, PeerAnswer>;

/**
 * Finds versions for `demands`, and for the peers of those versions, that all fit each other;
 * `undefined` while documents are not at hand, and when the budget is spent.
 *
 * Where not all can be met in one place, those that most packages ask for come first, and the others
 * have no answer here.
 */
export function choosePeers(demands: readonly PeerDemand[], place: PeerPlace): PeerAnswers | undefined {
  const inOrder = mostAskedFirst(demands);
  const together = solveDemands(inOrder, place);
  if (together !== "impossible") return together;

  const met: PeerDemand[] = [];
  let answers: PeerAnswers = new Map();
  for (const demand of inOrder) {
    const found = solveDemands([...met, demand], place);
    if (found === undefined) return undefined;
    if (found === "impossible") continue;
    met.push(demand);
    answers = found;
  }
  return answers;
}

/** Finds versions that meet all of `demands` in one place, as {@link choosePeers} does; `impossible` when there are none. */
export function choosePeersForAll(
  demands: readonly PeerDemand[],
  place: PeerPlace,
): PeerAnswers | "impossible" | undefined {
  return solveDemands(mostAskedFirst(demands), place);
}

/** Each text once. */
function mostAskedFirst(demands: readonly PeerDemand[]): PeerDemand[] {
  const byText = Map.groupBy(demands, ({ alias, asked }) => `${alias} ${asked.text}`);
  return [...byText]
    .toSorted(([a, asA], [b, asB]) => asB.length - asA.length || compareText(a, b))
    .flatMap(([, [first]]) => first ?? []);
}

function solveDemands(demands: readonly PeerDemand[], place: PeerPlace): PeerAnswers | "impossible" | undefined {
  const universe = new PeerUniverse(demands, place);
  const solution = findVersions(universe, rootVersion, [], place.world.budget);
  if (solution.outcome === "unknown" || solution.outcome === "too-hard") return undefined;
  return solution.outcome === "failed" ? "impossible" : universe.answersOf(solution.decisions);
}

/** The packages that may answer peers in one place, as the solver for singletons reads them: there is one of each. */
class PeerUniverse implements Universe {
  readonly #demands: readonly PeerDemand[];
  readonly #place: PeerPlace;
  readonly #names = new Map<string, { readonly name: PackageName; readonly by: LibraryNode }>();
  readonly #candidates = new Map<string, readonly SemVer[]>();
  readonly #peers = new Map<PackageVersion, ReadonlyMap<string, Peer>>();

  constructor(demands: readonly PeerDemand[], place: PeerPlace) {
    this.#demands = demands;
    this.#place = place;
  }

  answersOf(decisions: ReadonlyMap<string, SemVer>): PeerAnswers {
    const answers = [...decisions].flatMap(([alias, { version }]): [string, PeerAnswer][] => {
      const chosen = this.#versionsOf(alias)?.byVersion.get(version);
      const known = this.#names.get(alias);
      return chosen && known ? [[alias, { ...known, chosen }]] : [];
    });
    return new Map(answers);
  }

  candidates(alias: string): readonly SemVer[] | undefined {
    const inOrder = this.#candidates.get(alias) ?? this.#orderCandidates(alias);
    if (inOrder) this.#candidates.set(alias, inOrder);
    return inOrder;
  }

  /** What is locked is decided first: the others make do with it. */
  turn(alias: string): number {
    return this.#place.locked(alias) === undefined ? 1 : 0;
  }

  #preferred(alias: string, name: PackageName): ReadonlySet<string> {
    const locked = this.#place.locked(alias);
    return locked === undefined ? this.#place.preferred(name) : new Set([locked]);
  }

  #orderCandidates(alias: string): readonly SemVer[] | undefined {
    const { request, documents } = this.#place.world;
    const known = this.#names.get(alias);
    const versions = known === undefined ? "missing" : documents.find(known.name);
    if (versions === undefined) return undefined;
    if (versions === "missing") return [];
    return orderByPreference(versions, this.#preferred(alias, versions.name), request.prefer)
      .filter((version) => runsOnCore(version, request.coreVersion) && hasSha512(version.manifest))
      .map(({ semver }) => semver);
  }

  incompatibilitiesOf(alias: string, version: SemVer): readonly Incompatibility[] | undefined {
    if (alias === rootPackage) return this.#incompatibilitiesOfPlace();
    const versions = this.#versionsOf(alias);
    const chosen = versions?.byVersion.get(version.version);
    if (!versions || !chosen) return undefined;
    const found = [...this.#peersOf(chosen).values()].map((peer) => this.#translate(alias, versions, peer));
    return found.includes("unknown") ? undefined : found.filter((one) => typeof one === "object");
  }

  /** Nobody reads why: what cannot be met here is answered elsewhere, or fails there with its reason. */
  explainNone(term: Term): Incompatibility {
    return { terms: [term], cause: { type: "no-version", name: term.package as PackageName } };
  }

  #incompatibilitiesOfPlace(): Incompatibility[] | undefined {
    const place = present(rootPackage, exactly(rootVersion));
    const found = this.#demands.map(({ alias, asked, by }) =>
      this.#demand(place, { alias, asked, optional: false }, by),
    );
    return found.includes("unknown") ? undefined : found.filter((one) => typeof one === "object");
  }

  /** Says a peer for all versions of the package that have it, so that it is learned once. */
  #translate(alias: string, versions: PackageVersions, peer: Peer): Incompatibility | "unknown" | undefined {
    const { provided } = this.#place.world.request;
    const by = this.#names.get(alias)?.by;
    if (!by || provided.includes(peer.asked.name)) return undefined;
    const having = setOfKnownVersions(
      versions.ascending.map(({ semver }) => semver),
      (index) => {
        const version = versions.ascending[index];
        const other = version && this.#peersOf(version).get(peer.alias);
        return other?.asked.text === peer.asked.text && other.optional === peer.optional;
      },
    );
    return this.#demand(present(alias, having), peer, by);
  }

  /** Singletons are settled before libraries. */
  #demand(holder: Term, peer: Peer, by: LibraryNode): Incompatibility | "unknown" | undefined {
    const { documents, isSingleton } = this.#place.world;
    const versions = documents.find(peer.asked.name);
    const isSettled = isSingleton(peer.asked.name);
    if (versions === undefined || isSettled === undefined) return "unknown";
    if (isSettled && versions !== "missing") return undefined;
    return this.#limit(holder, peer, {
      by,
      set: wantedSet(peer.asked.wanted, versions === "missing" ? undefined : versions),
    });
  }

  /** What stands in this place already stays as it is. */
  #limit(
    holder: Term,
    { alias, asked, optional }: Peer,
    { by, set }: { readonly by: LibraryNode; readonly set: VersionSet },
  ): Incompatibility | undefined {
    const from = holder.package as PackageName;
    const cause = { type: "peer", from, name: asked.name, wanted: asked.text, optional } as const;
    const unusable = optional ? undefined : { terms: [holder], cause };
    const standing = this.#place.standing(alias);
    if (standing) return hasVersion(set, standing.chosen.semver) ? undefined : unusable;

    const known = this.#names.get(alias) ?? { name: asked.name, by };
    this.#names.set(alias, known);
    if (known.name !== asked.name || alias === holder.package) return unusable;
    const unmet = optional ? present(alias, complement(set)) : negate(present(alias, set));
    return { terms: [holder, unmet], cause };
  }

  #peersOf(version: PackageVersion): ReadonlyMap<string, Peer> {
    const known = this.#peers.get(version);
    if (known) return known;
    const { world, above } = this.#place;
    const overrides = overridesOf(world.request);
    const inForce = overrides.inForce(version.manifest, above);
    const peers = listPeers(version.manifest).flatMap(({ alias, wanted, optional }): [string, Peer][] => {
      const asked = parseAsked(alias, overrides.take(alias, wanted, inForce));
      return asked.type === "registry" ? [[alias, { alias, asked, optional }]] : [];
    });
    const byAlias = new Map(peers);
    this.#peers.set(version, byAlias);
    return byAlias;
  }

  #versionsOf(alias: string): PackageVersions | undefined {
    const known = this.#names.get(alias);
    const versions = known && this.#place.world.documents.find(known.name);
    return versions === "missing" ? undefined : versions;
  }
}

type Peer = Omit<PeerDemand, "by"> & { readonly optional: boolean };
