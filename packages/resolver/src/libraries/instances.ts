import { compareText } from "../compare-text.ts";
import type { Edge, NodeId } from "../resolution.ts";
import { InstanceIds } from "./instance-ids.ts";
import { type LibraryNode, type LibraryPeer, peerKind } from "./library-node.ts";
import { type Placement, Placements } from "./placement.ts";
import { findSameNodes } from "./same-nodes.ts";
import type { WorkBudget } from "../work-budget.ts";

/** One instance: a package with the exact instances that its edges lead to. */
export type Instance = {
  readonly id: NodeId;
  readonly node: LibraryNode;
  /** Dependencies by alias, then peers. */
  readonly edges: readonly Edge[];
};

/** A peer that nobody answers, or nobody but the host. */
export type AskedPeer = {
  readonly node: LibraryNode;
  readonly peer: LibraryPeer;
  readonly isAnswered: boolean;
  /** Nothing stands between the package and the host that has the name. */
  readonly isLeftToHost: boolean;
};

/** The instances of a graph, or the peers that it has to answer first. */
export type Instances = {
  readonly byId: ReadonlyMap<NodeId, Instance>;
  /** Package as the host sees it → its instance. */
  idInHost(node: LibraryNode): NodeId;
  /** The peers that have to be there and that no package answers, once for each package. */
  readonly asked: readonly AskedPeer[];
  /** Returns the nodes that are the same as `node`: their peers are asked for once. */
  allLike(node: LibraryNode): readonly LibraryNode[];
  /** Does `node`, or one that is the same, answer a peer for itself in one place at least? */
  answersItself(node: LibraryNode, alias: string): boolean;
};

/** Makes the instances that are reached from `roots`: not all of them when `budget` is spent before. `host` says what stands under a name beside the roots. */
export function makeInstances({
  roots,
  host,
  budget,
}: {
  readonly roots: readonly LibraryNode[];
  readonly host: (name: string) => LibraryNode | undefined;
  readonly budget: WorkBudget;
}): Instances {
  const same = findSameNodes(roots, budget);
  const placements = new Placements(same, host);
  const ids = new InstanceIds((node) => same.nameOf(node), budget);
  const byId = new Map<NodeId, Instance>();
  const asked = new Map<string, AskedPeer>();
  const ownAnswers = new Set<string>();

  let level = roots.map((node) => placements.inHost(node));
  while (level.length > 0) {
    const next: Placement[] = [];
    for (const placement of level) {
      if (budget.isSpent) break;
      const id = ids.get(placement);
      if (byId.has(id)) continue;
      const { edges, reached } = connect(placement, ids, { asked, ownAnswers });
      byId.set(id, { id, node: placement.node, edges });
      next.push(...reached);
    }
    level = next;
  }
  return {
    byId,
    answersItself: (node, alias) => ownAnswers.has(`${same.one(node).placeKey} ${alias}`),
    allLike: (node) => same.all(node),
    idInHost: (node) => ids.get(placements.inHost(node)),
    asked: [...asked].toSorted(([a], [b]) => compareText(a, b)).map(([, peer]) => peer),
  };
}

function connect(
  placement: Placement,
  ids: InstanceIds,
  found: { readonly asked: Map<string, AskedPeer>; readonly ownAnswers: Set<string> },
): { edges: Edge[]; reached: Placement[] } {
  const { node } = placement;
  const edges: Edge[] = [];
  const reached: Placement[] = [];
  const link = (edge: Omit<Edge, "to">, to: Placement | "provided"): void => {
    const { kind, alias, wanted } = edge;
    edges.push({ kind, alias, wanted, to: to === "provided" ? to : ids.get(to) });
    if (to !== "provided") reached.push(to);
  };

  for (const edge of node.edges.values()) link(edge, placement.child(edge));
  for (const peer of node.peers) {
    const answer = placement.answerTo(peer);
    const own = node.ownPeers.get(peer.alias);
    const isLeftToHost = !peer.optional && placement.isLeftToHost(peer.alias);
    if (answer) link({ kind: peerKind(peer), ...peer }, answer);
    else if (own) {
      found.ownAnswers.add(`${node.placeKey} ${peer.alias}`);
      link(own, placement.child(own));
      continue;
    }
    if (peer.optional || (answer && !isLeftToHost)) continue;
    const isAnswered = answer !== undefined;
    found.asked.set(`${node.placeKey} ${peer.alias} ${isAnswered} ${isLeftToHost}`, {
      node,
      peer,
      isAnswered,
      isLeftToHost,
    });
  }
  return { edges, reached };
}
