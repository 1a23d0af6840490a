import type { PackageName, Range, Version } from "@larder/package-spec";

import { parseAsked, parseWant, type RegistryAsked } from "../asked.ts";
import { makeInstances, type AskedPeer, type Instances } from "./instances.ts";
import { choosePeers, choosePeersForAll, type PeerAnswers, type PeerDemand, type PeerPlace } from "./joint-peers.ts";
import type { LibraryGraph } from "./library-graph.ts";
import type { LibraryWorld } from "./library-world.ts";
import { listRoots, seenInHost } from "./host-place.ts";
import type { LibraryNode, LibraryPeer } from "./library-node.ts";

/** The instances of a graph whose peers are answered, or what has to stand in the host from the start. */
export type AnsweredPeers =
  | { readonly outcome: "answered"; readonly instances: Instances }
  | { readonly outcome: "again"; readonly answered: PeerAnswers };

/** What may still be changed to find an answer: without an end to it, two answers could change each other for ever. */
export type Latitude = {
  /** The graph may be made again, with other answers from the start. */
  readonly mayRestart: boolean;
  /** A want may get another version of its range than it would by itself. */
  readonly mayMoveWants: boolean;
};

/**
 * Answers the peers that no package answers: beside the host's wants, for all that ask together, and
 * for a package alone where what stands there does not fit it.
 *
 * An answer brings packages that may have peers of their own, and may answer those below it. So what a
 * package got for itself in an early round may be answered from above in the end. That is taken away
 * again: otherwise names of instances would tell of the way here, and not of the graph. When an answer
 * in the host has to become another one, the graph is made again, since it leads elsewhere.
 */
export function answerPeers(graph: LibraryGraph, world: LibraryWorld, latitude: Latitude): AnsweredPeers {
  const make = (): Instances =>
    makeInstances({
      roots: listRoots(graph),
      host: (name) => seenInHost(graph, world.singletons, name),
      budget: world.budget,
    });
  const choose = rememberLast((asked) => chooseForHost(asked, { graph, world, mayMoveWants: latitude.mayMoveWants }));
  const tried = new Set<string>();
  for (;;) {
    const instances = make();
    const inHost = choose(instances.asked);
    if (!inHost || isUndecided(world)) return { outcome: "answered", instances };
    if (latitude.mayRestart && isOutdated(graph, world.answered, inHost)) return { outcome: "again", answered: inHost };
    if (answerInHost(inHost, graph)) continue;

    const alone = instances.asked.filter((asked) => !asked.isAnswered && !tried.has(keyOf(asked)));
    if (alone.length === 0) {
      return { outcome: "answered", instances: dropUnusedAnswers(graph, instances) ? make() : instances };
    }
    for (const asked of alone) tried.add(keyOf(asked));
    answerAlone(alone, { graph, world, instances });
  }
}

/** Is something missing without which nothing can be told? */
function isUndecided({ budget, documents }: LibraryWorld): boolean {
  return budget.isSpent || documents.needed.length > 0;
}

/** What packages got for themselves changes nothing for the host, unless they ask for something else. */
function rememberLast(
  choose: (asked: readonly AskedPeer[]) => PeerAnswers | undefined,
): (asked: readonly AskedPeer[]) => PeerAnswers | undefined {
  let lastKey: string | undefined;
  let last: PeerAnswers | undefined;
  return (asked) => {
    const left = asked.filter(({ isLeftToHost }) => isLeftToHost);
    const key = left.map(({ node, peer, isAnswered }) => `${node.placeKey} ${peer.alias} ${isAnswered}`).join("\n");
    if (key !== lastKey) last = choose(left);
    lastKey = key;
    return last;
  };
}

/** Places what does not stand in the host yet. Returns whether something was placed. */
function answerInHost(answers: PeerAnswers, graph: LibraryGraph): boolean {
  const added = [...answers].filter(([alias]) => !graph.inHost.has(alias) && !graph.wanted.has(alias));
  if (added.length > 0) graph.answerInHost(new Map(added));
  return added.length > 0;
}

type HostPlace = { readonly graph: LibraryGraph; readonly world: LibraryWorld; readonly mayMoveWants: boolean };

/** Finds what has to stand beside the host's wants for `asked`, which are left to it; nothing while documents are not at hand. */
function chooseForHost(asked: readonly AskedPeer[], place: HostPlace): PeerAnswers | undefined {
  const { graph, world } = place;
  const isSettled = (alias: string): boolean => seenInHost(graph, world.singletons, alias)?.kind === "singleton";
  const left = asked.filter(({ peer }) => !isSettled(peer.alias));
  const before: Omit<PeerPlace, "standing"> = {
    world,
    above: undefined,
    locked: (alias) => world.locked.inHost.get(alias)?.version ?? world.locked.ofEdge("", alias)?.version,
    preferred: (name) => graph.preferred(name),
  };
  const seen = (alias: string): LibraryNode | undefined => seenInHost(graph, world.singletons, alias);

  if (place.mayMoveWants && doWantsStandInTheWay(left, place)) {
    const demands = [...listDemands(left), ...listWants(place)];
    const standing = (alias: string): LibraryNode | undefined => (isSettled(alias) ? seen(alias) : undefined);
    const moved = choosePeersForAll(demands, { ...before, standing });
    if (moved !== "impossible") return moved;
  }
  const standing = (alias: string): LibraryNode | undefined =>
    isSettled(alias) || graph.wanted.has(alias) ? seen(alias) : undefined;
  return choosePeers(listDemands(left.filter(({ peer }) => !graph.wanted.has(peer.alias))), { ...before, standing });
}

/** Does a peer not fit what the host wants under its name, or would it not, had a want not given way before? */
function doWantsStandInTheWay(left: readonly AskedPeer[], { graph, world }: HostPlace): boolean {
  return (
    left.some(({ peer, isAnswered }) => !isAnswered && graph.wanted.has(peer.alias)) ||
    [...world.answered.keys()].some((alias) => graph.wanted.has(alias))
  );
}

/** A want that is locked does not move: only an update moves it. */
function listWants({ graph, world: { request, locked } }: HostPlace): PeerDemand[] {
  return request.wants.flatMap((want): PeerDemand[] => {
    const { alias } = want;
    const asked = parseWant(request, want);
    const by = graph.wanted.get(alias);
    if (asked.type !== "registry" || !by) return [];
    const { version } = by.chosen;
    const isLocked = locked.ofEdge("", alias)?.version === version;
    return [{ alias, asked: isLocked ? exactly(asked.name, version) : asked, by }];
  });
}

function exactly(name: PackageName, version: Version): RegistryAsked {
  return { type: "registry", name, wanted: { type: "range", range: version as string as Range }, text: version };
}

/** Has something that stands in the host to go, or to be another version? */
function isOutdated(graph: LibraryGraph, before: PeerAnswers, after: PeerAnswers): boolean {
  const moved = [...after].some(([alias, { chosen }]) => (graph.wanted.get(alias)?.chosen ?? chosen) !== chosen);
  const gone = [...before.keys()].some((alias) => graph.wanted.has(alias) && !after.has(alias));
  return moved || gone || [...graph.inHost].some(([alias, { chosen }]) => after.get(alias)?.chosen !== chosen);
}

/** Of packages that are the same each is answered, since what an answer brings may make others of them. */
function answerAlone(
  alone: readonly AskedPeer[],
  place: Pick<HostPlace, "graph" | "world"> & { readonly instances: Instances },
): void {
  for (const [node, asked] of Map.groupBy(alone, (one) => one.node)) {
    const peers = asked.map(({ peer }) => peer);
    for (const same of place.instances.allLike(node)) answerPeersOf(same, peers, place);
  }
}

function answerPeersOf(
  node: LibraryNode,
  peers: readonly LibraryPeer[],
  { graph, world }: Pick<HostPlace, "graph" | "world">,
): void {
  const wantedOf = (alias: string): string | undefined => peers.find((peer) => peer.alias === alias)?.wanted;
  const answers = choosePeers(listDemands(peers.map((peer) => ({ node, peer }))), {
    world,
    standing: () => undefined,
    above: node.overrides,
    locked: (alias) => world.locked.ofEdge(node.key, alias, wantedOf(alias))?.version,
    preferred: (name) => graph.preferred(name),
  });
  for (const peer of peers) graph.answerAlone(node, peer, answers?.get(peer.alias)?.chosen);
}

function listDemands(asked: readonly Pick<AskedPeer, "node" | "peer">[]): PeerDemand[] {
  return asked.flatMap(({ node, peer: { alias, wanted } }): PeerDemand[] => {
    const parsed = parseAsked(alias, wanted);
    return parsed.type === "registry" ? [{ alias, asked: parsed, by: node }] : [];
  });
}

function dropUnusedAnswers(graph: LibraryGraph, instances: Instances): boolean {
  let isChanged = false;
  for (const node of graph.nodes.values()) {
    for (const alias of node.ownPeers.keys()) {
      if (!instances.answersItself(node, alias)) isChanged = node.ownPeers.delete(alias) || isChanged;
    }
  }
  return isChanged;
}

function keyOf({ node, peer }: Pick<AskedPeer, "node" | "peer">): string {
  return `${node.placeKey} ${peer.alias}`;
}
