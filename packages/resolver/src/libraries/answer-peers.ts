import { parseAsked } from "../asked.ts";
import { makeInstances, type AskedPeer, type Instances } from "./instances.ts";
import { choosePeers, type PeerAnswers, type PeerDemand } from "./joint-peers.ts";
import type { LibraryGraph, LibraryWorld } from "./library-graph.ts";
import { listRoots, seenInHost } from "./host-place.ts";

/** The instances of a graph whose peers are answered, or what has to stand in the host from the start. */
export type AnsweredPeers =
  | { readonly outcome: "answered"; readonly instances: Instances }
  | { readonly outcome: "again"; readonly answered: PeerAnswers };

/**
 * Answers the peers that no package answers: beside the host's wants, for all that ask together, and
 * for a package alone where what stands there does not fit it.
 *
 * An answer brings packages that may have peers of their own, and may answer those below it. So what a
 * package got for itself in an early round may be answered from above in the end. That is taken away
 * again: otherwise names of instances would tell of the way here, and not of the graph. When an answer
 * in the host has to become another one, the graph is made again, since it leads elsewhere. `mayRestart`
 * bounds that.
 */
export function answerPeers(graph: LibraryGraph, world: LibraryWorld, mayRestart: boolean): AnsweredPeers {
  const make = (): Instances =>
    makeInstances(graph.nodes, listRoots(graph), (name) => seenInHost(graph, world.singletons, name));
  const tried = new Set<string>();
  let answered = world.answered;
  for (;;) {
    const instances = make();
    const inHost = chooseForHost(instances.asked, graph, world);
    if (!inHost || world.documents.needed.length > 0) return { outcome: "answered", instances };
    const change = compareAnswers(answered, inHost);
    if (change === "other" && mayRestart) return { outcome: "again", answered: inHost };
    const added = new Map([...inHost].filter(([alias]) => !graph.inHost.has(alias)));
    if (added.size > 0) {
      graph.answerInHost(added);
      answered = new Map([...answered, ...added]);
      continue;
    }
    const alone = instances.asked.filter((asked) => !asked.isAnswered && !tried.has(keyOf(asked)));
    if (alone.length === 0)
      return { outcome: "answered", instances: dropUnusedAnswers(graph, instances) ? make() : instances };
    for (const asked of alone) tried.add(keyOf(asked));
    answerAlone(alone, graph, world);
  }
}

/** Finds what has to stand beside the host's wants; nothing while documents are not at hand. */
function chooseForHost(asked: readonly AskedPeer[], graph: LibraryGraph, world: LibraryWorld): PeerAnswers | undefined {
  const left = asked.filter(({ isLeftToHost, peer }) => isLeftToHost && !standsInHost(graph, world, peer.alias));
  return choosePeers(listDemands(left), {
    world,
    standing: (alias) => (standsInHost(graph, world, alias) ? seenInHost(graph, world.singletons, alias) : undefined),
    preferred: (alias, name) => {
      const locked = world.locked.inHost(alias);
      return locked === undefined ? graph.preferred(name) : new Set([locked]);
    },
  });
}

function standsInHost(graph: LibraryGraph, world: LibraryWorld, alias: string): boolean {
  return graph.wanted.has(alias) || seenInHost(graph, world.singletons, alias)?.kind === "singleton";
}

function answerAlone(alone: readonly AskedPeer[], graph: LibraryGraph, world: LibraryWorld): void {
  for (const asked of Map.groupBy(alone, ({ node }) => node).values()) {
    const [first] = asked;
    if (!first) continue;
    const answers = choosePeers(listDemands(asked), {
      world,
      standing: () => undefined,
      preferred: (alias, name) => {
        const locked = world.locked.ofEdge(first.node.key, alias);
        return locked === undefined ? graph.preferred(name) : new Set([locked.version]);
      },
    });
    for (const { node, peer } of asked) graph.answerAlone(node, peer, answers?.get(peer.alias)?.chosen);
  }
}

function listDemands(asked: readonly AskedPeer[]): PeerDemand[] {
  return asked.flatMap(({ node, peer: { alias, wanted } }): PeerDemand[] => {
    const parsed = parseAsked(alias, wanted);
    return parsed.type === "registry" ? [{ alias, asked: parsed, by: node }] : [];
  });
}

function compareAnswers(before: PeerAnswers, after: PeerAnswers): "same" | "more" | "other" {
  for (const [alias, { chosen }] of before) {
    if (after.get(alias)?.chosen !== chosen) return "other";
  }
  return after.size === before.size ? "same" : "more";
}

function dropUnusedAnswers(graph: LibraryGraph, { ownAnswers }: Instances): boolean {
  let isChanged = false;
  for (const node of graph.nodes.values()) {
    for (const alias of node.ownPeers.keys()) {
      if (!ownAnswers.has(`${node.key} ${alias}`)) isChanged = node.ownPeers.delete(alias) || isChanged;
    }
  }
  return isChanged;
}

function keyOf({ node, peer }: Pick<AskedPeer, "node" | "peer">): string {
  return `${node.key} ${peer.alias}`;
}
